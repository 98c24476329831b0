import type { Event, Request } from "../model/index.ts";

/** A session somewhere: on another thread, or here. What a supervisor holds on to. */
export interface Port {
  post(request: Request): void;
  /** Ends it at once, whatever it is doing. After this it reports nothing. */
  terminate(): void;
}

/** What a port reports back. Exactly one `died` at most, and nothing after it. */
export interface PortListener {
  event(event: Event): void;
  died(reason: string): void;
}

/** Starts a fresh session and connects it to `listener`. */
export type OpenPort = (listener: PortListener) => Port;

/** A session as the extension holds it: supervised, so that it outlives the thread that it runs on. */
export interface SessionHandle {
  send(request: Request): void;
  onEvent(listener: (event: Event) => void): void;
  dispose(): void;
  readonly place: "worker" | "here";
}
