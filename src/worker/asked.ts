import { type Event, FailureError, type Request } from "../model/index.ts";

type Answer = Extract<Request, { type: "file" }>;

/** Questions of a session to its host, and the answers that they wait for. */
export class Asked {
  readonly #emit: (event: Event) => void;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor(emit: (event: Event) => void) {
    this.#emit = emit;
  }

  /** Rejects with FailureError "File" where the host says what is wrong. */
  async ask(question: (request: number) => Event): Promise<Answer> {
    this.#last += 1;
    const request = this.#last;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(request, resolve);
      this.#emit(question(request));
    });
    if (answer.problem !== undefined) throw new FailureError({ code: "File", message: answer.problem });
    return answer;
  }

  /** Takes the host's answer to an earlier question. */
  answer(answer: Answer): void {
    this.#waiting.get(answer.request)?.(answer);
    this.#waiting.delete(answer.request);
  }

  /** Has the host save a file: it asks the user. */
  async save(path: string, content: string | Uint8Array): Promise<void> {
    await this.ask((request) => ({ type: "saveFile", request, path, content }));
  }
}
