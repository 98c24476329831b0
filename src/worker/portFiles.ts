import { type ByteSource, type Event, FailureError, type Files, type Request } from "../model/index.ts";

type Answer = Extract<Request, { type: "file" }>;

/** Files for a session that cannot read them itself: it asks its host and waits for the answers. */
export class PortFiles implements Files {
  readonly #emit: (event: Event) => void;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor(emit: (event: Event) => void) {
    this.#emit = emit;
  }

  async open(path: string): Promise<ByteSource> {
    const { size = 0, written = 0 } = await this.#ask((request) => ({ type: "openFile", request, path }));
    return {
      size,
      read: async (offset, length) => {
        const { bytes } = await this.#ask((request) => ({ type: "readFile", request, path, written, offset, length }));
        return bytes ?? new Uint8Array(0);
      },
    };
  }

  /** Takes the host's answer to an earlier question. */
  answer(answer: Answer): void {
    this.#waiting.get(answer.request)?.(answer);
    this.#waiting.delete(answer.request);
  }

  async #ask(question: (request: number) => Event): Promise<Answer> {
    this.#last += 1;
    const request = this.#last;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(request, resolve);
      this.#emit(question(request));
    });
    if (answer.problem !== undefined) throw new FailureError({ code: "File", message: answer.problem });
    return answer;
  }
}
