import type { LoadEngine } from "./engine.web.ts";
import { openLater } from "./openLater.ts";
import type { PoolHost } from "./poolHost.ts";
import type { SessionHandle } from "./port.ts";
import { superviseWeb } from "./webPort.ts";

export interface WebSessionOptions {
  /** URL of the bundled session.web.js, or null where a worker is known not to start. */
  readonly entryUrl: string | null;
  /** The engine on this thread, asked for only where no worker starts. */
  readonly loadEngine: LoadEngine;
  /** The window's pool, where there is one. */
  readonly pool?: PoolHost | null | undefined;
  readonly graceMs?: number | undefined;
}

/**
 * A supervised session in a Web Worker; on this thread, yielding, where none can start. Its questions for files come as
 * `openFile` and `readFile` events, which the owner answers with `file` requests.
 */
export function startWebSession({ entryUrl, loadEngine, pool = null, graceMs = 800 }: WebSessionOptions): SessionHandle {
  const openInPlace = openLater(async () => (await loadEngine()).openInPlace);
  return superviseWeb({ url: entryUrl, openInPlace, graceMs, pool });
}
