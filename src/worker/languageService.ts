import type { LanguageAnswer, LanguageAnswers, LanguageQuery, LanguageRequest, Source } from "../model/index.ts";

/** Something that answers questions about a notebook's text: another thread, or this one. */
export interface LanguagePort {
  post(request: LanguageRequest): void;
  terminate(): void;
}

/** Starts one. It reports at most one `died`, and nothing after it. */
export type OpenLanguagePort = (listener: { answer(answer: LanguageAnswer): void; died(): void }) => LanguagePort;

export interface LanguageServiceOptions {
  readonly open: OpenLanguagePort;
  /** Calls back after `ms`; returns a function that cancels. */
  readonly after: (ms: number, action: () => void) => () => void;
}

/** A question without an answer after this time, in ms, ends the thread that it was put to; one that has yet to start gets more. */
const PATIENCE_MS = 10_000;
const START_PATIENCE_MS = 60_000;

/**
 * Asks questions about notebooks' texts on a thread of their own, so that they are answered while cells compute and before any
 * has run. Started with the first question; one serves all notebooks.
 */
export class LanguageService {
  readonly #options: LanguageServiceOptions;
  readonly #waiting = new Map<number, { settle: (answer: LanguageAnswer["answer"]) => void; forget: () => void }>();
  #port: LanguagePort | null = null;
  /** The present thread has answered. */
  #isUp = false;
  #last = 0;
  #disposed = false;

  constructor(options: LanguageServiceOptions) {
    this.#options = options;
  }

  /** The answer; null where there is none, or the thread fell over on the question. Never rejects. */
  ask<Q extends LanguageQuery>(cells: readonly Source[], query: Q): Promise<LanguageAnswers[Q["kind"]] | null> {
    if (this.#disposed) return Promise.resolve(null);
    const id = ++this.#last;
    return new Promise((resolve) => {
      const patience = this.#isUp ? PATIENCE_MS : START_PATIENCE_MS;
      const forget = this.#options.after(patience, () => this.#restart());
      // SAFETY: the service answers a question with the answer of its kind.
      this.#waiting.set(id, { forget, settle: (answer) => resolve(answer as LanguageAnswers[Q["kind"]] | null) });
      this.#ensurePort().post({ type: "language", id, cells, query });
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#restart();
  }

  #ensurePort(): LanguagePort {
    if (this.#port) return this.#port;
    let alive = true;
    const port = this.#options.open({
      answer: (answer) => alive && this.#settle(answer),
      died: () => alive && this.#restart(),
    });
    this.#port = {
      post: (request) => port.post(request),
      terminate: () => {
        alive = false;
        port.terminate();
      },
    };
    return this.#port;
  }

  #settle({ id, answer }: LanguageAnswer): void {
    this.#isUp = true;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.forget();
    waiting?.settle(answer);
  }

  /** All that wait go without an answer; the next question starts a new thread. */
  #restart(): void {
    this.#port?.terminate();
    this.#port = null;
    for (const id of [...this.#waiting.keys()]) this.#settle({ type: "answer", id, answer: null });
    this.#isUp = false;
  }
}
