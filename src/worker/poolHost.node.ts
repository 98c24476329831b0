import { availableParallelism } from "node:os";
import { type TransferListItem, Worker } from "node:worker_threads";
import { PoolHost, type PoolThread } from "./poolHost.ts";

/**
 * A pool for this process. `entry` is the path of the bundled pool.node.cjs; `threads` counts those that compute, a session's own
 * among them: 1 means that no other starts, 0 one for each core.
 */
export function nodePool(entry: string, threads: number): PoolHost {
  return new PoolHost((threads > 0 ? threads : availableParallelism()) - 1, (ended) => tryThread(entry, ended));
}

function tryThread(entry: string, ended: () => void): PoolThread | null {
  try {
    return startThread(entry, ended).thread;
  } catch {
    return null;
  }
}

/** What a thread makes is small and short-lived; more room for it would only make the process larger. */
const YOUNG_MB = 2;

/** A thread of the pool, and the worker that it runs in. Throws where none can start. */
export function startThread(entry: string, ended: () => void): { worker: Worker; thread: PoolThread } {
  const worker = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  // It lives for others: alone it keeps no process from its end.
  worker.unref();
  // An error ends the thread, and the end is what matters.
  worker.on("error", () => undefined);
  worker.on("exit", ended);
  const thread: PoolThread = {
    // SAFETY: a Link of Node is a MessagePort.
    post: (message, transfer) => worker.postMessage(message, transfer as unknown as readonly TransferListItem[]),
    terminate: () => void worker.terminate(),
  };
  return { worker, thread };
}
