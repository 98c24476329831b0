import type { Request } from "../model/index.ts";
import type { OpenPort, Port, PortListener } from "./port.ts";

/**
 * A session of an engine that has yet to be loaded: what is posted before that waits. Where it can't be loaded, `died` answers whoever
 * wants a result, and nobody else, since the next one would fare no better.
 */
export function openLater(load: () => Promise<OpenPort>): OpenPort {
  return (listener) => {
    const later = new LaterPort(listener);
    load().then(
      (open) => later.loaded(open),
      (error: unknown) => later.failed(error instanceof Error ? error.message : String(error)),
    );
    return later;
  };
}

class LaterPort implements Port {
  readonly #listener: PortListener;
  #waiting: Request[] = [];
  #port: Port | null = null;
  #problem: string | null = null;
  #ended = false;

  constructor(listener: PortListener) {
    this.#listener = listener;
  }

  post(request: Request): void {
    if (this.#ended) return;
    if (this.#port) this.#port.post(request);
    else if (this.#problem === null) this.#waiting.push(request);
    else if (request.type === "run" || request.type === "control") this.#die(this.#problem);
  }

  terminate(): void {
    this.#ended = true;
    this.#port?.terminate();
  }

  loaded(open: OpenPort): void {
    if (this.#ended) return;
    this.#port = open(this.#listener);
    this.#catchUp();
  }

  failed(problem: string): void {
    this.#problem = problem;
    this.#catchUp();
  }

  #catchUp(): void {
    for (const request of this.#waiting.splice(0)) this.post(request);
  }

  #die(problem: string): void {
    this.#ended = true;
    this.#listener.died(problem);
  }
}
