import type { Event, Request } from "../model/index.ts";
import type { SessionHandle } from "../worker/index.ts";

type Question = Extract<Request, { type: "inspect" | "locate" }>;
type Answer = Extract<Event, { type: "inspection" | "place" }>;

const ANSWERS = { inspect: "inspection", locate: "place" } as const;

/** Questions that a session answers at once. */
export class Questions {
  readonly #open = new Map<Answer["type"], readonly ((answer: Answer | null) => void)[]>();

  /** Null where there is no session, or its answer was lost with its thread. */
  ask(handle: SessionHandle | null, question: Question): Promise<Answer | null> {
    if (!handle) return Promise.resolve(null);
    const kind = ANSWERS[question.type];
    return new Promise((resolve) => {
      // One look at the names serves all who wait for it; of places only the last one asked for is wanted.
      if (question.type === "locate") this.#close(kind, null);
      this.#open.set(kind, [...(this.#open.get(kind) ?? []), resolve]);
      handle.send(question);
    });
  }

  answer(answer: Answer): void {
    this.#close(answer.type, answer);
  }

  /** The session is gone. */
  drop(): void {
    for (const kind of [...this.#open.keys()]) this.#close(kind, null);
  }

  #close(kind: Answer["type"], answer: Answer | null): void {
    const waiting = this.#open.get(kind) ?? [];
    this.#open.delete(kind);
    for (const resolve of waiting) resolve(answer);
  }
}
