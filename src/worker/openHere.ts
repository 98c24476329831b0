import { Session } from "../kernel/index.ts";
import type { Event, Files, Request } from "../model/index.ts";
import type { OpenPort } from "./port.ts";

export interface HereOptions {
  readonly files: (folder: string | null, emit: (event: Event) => void) => Files;
  readonly pause: () => Promise<void>;
  /** Told of answers to file questions, where `files` asks any. */
  readonly answer?: ((request: Extract<Request, { type: "file" }>) => void) | undefined;
}

/**
 * A session on the caller's own thread, for hosts where no worker can start. It yields between chunks, so that the host
 * stays responsive while it computes. Terminating it can only ask it to stop.
 */
export function openHere({ files, pause, answer }: HereOptions): OpenPort {
  return (listener) => {
    let alive = true;
    const emit = (event: Event): void => {
      if (alive) listener.event(event);
    };
    const session = new Session({ files: (folder) => files(folder, emit), emit, pause, now: () => performance.now() });
    return {
      post: (request) => void pause().then(() => (request.type === "file" ? answer?.(request) : session.accept(request))),
      terminate: () => {
        alive = false;
        session.accept({ type: "interrupt" });
      },
    };
  };
}
