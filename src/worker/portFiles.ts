import type { ByteSource, Event, Files, Request } from "../model/index.ts";
import { Asked } from "./asked.ts";

/** Files for a session that cannot read them itself: it asks its host and waits for the answers. */
export class PortFiles implements Files {
  readonly #asked: Asked;

  constructor(emit: (event: Event) => void) {
    this.#asked = new Asked(emit);
  }

  async open(path: string): Promise<ByteSource> {
    const { size = 0, written = 0 } = await this.#asked.ask((request) => ({ type: "openFile", request, path }));
    return {
      size,
      read: async (offset, length) => {
        const { bytes } = await this.#asked.ask((request) => ({ type: "readFile", request, path, written, offset, length }));
        return bytes ?? new Uint8Array(0);
      },
    };
  }

  save(path: string, content: string | Uint8Array): Promise<void> {
    return this.#asked.save(path, content);
  }

  /** Takes the host's answer to an earlier question. */
  answer(answer: Extract<Request, { type: "file" }>): void {
    this.#asked.answer(answer);
  }
}
