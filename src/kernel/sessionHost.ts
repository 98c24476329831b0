import type { Event, Files, Pool } from "../model/index.ts";

/** What a session needs from the thread that it lives on. */
export interface SessionHost {
  readonly files: (folder: string | null) => Files;
  readonly emit: (event: Event) => void;
  /** A turn of the event loop, after which messages that had arrived have been delivered. */
  readonly pause: () => Promise<void>;
  /** Milliseconds clock. */
  readonly now: () => number;
  /** Threads that large work may use, asked for when it does. */
  readonly pool?: (() => Pool | null) | undefined;
}
