import { webPool } from "./poolHost.web.ts";
import type { OpenPort, SessionHandle } from "./port.ts";
import { superviseWeb } from "./webPort.ts";
import { webScope } from "./webScope.ts";

export interface PageSessionOptions {
  /** URL of the engine's script for a worker, or null where none may start. */
  readonly engineUrl: string | null;
  /** Runs the engine's script on the page itself. */
  readonly runHere: () => void;
}

/** The session of a page that carries the engine's script: in a worker, else on the page's own thread, yielding. */
export function startPageSession({ engineUrl, runHere }: PageSessionOptions): SessionHandle {
  const openInPlace: OpenPort = (listener) => {
    const scope = webScope();
    if (!scope.softmaxnbOpen) runHere();
    if (!scope.softmaxnbOpen) throw new Error("the engine's script did not run");
    return scope.softmaxnbOpen(listener);
  };
  return superviseWeb({ url: engineUrl, openInPlace, graceMs: 800, pool: webPool(engineUrl, 0) });
}
