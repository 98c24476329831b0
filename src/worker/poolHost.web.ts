import { PoolHost, type PoolThread } from "./poolHost.ts";
import { webScope } from "./webScope.ts";

/**
 * A pool of web workers that run the engine's script, session.web.js, at `url`. `threads` counts those that compute, a session's own among
 * them; 0 is one for each core. null where threads can't share memory (a page that is not cross-origin isolated) or no worker may start:
 * copying what is to be computed to other threads and back takes longer than to compute it.
 */
export function webPool(url: string | null, threads: number): PoolHost | null {
  const { crossOriginIsolated, Worker, navigator } = webScope();
  if (url === null || !crossOriginIsolated || !Worker || typeof SharedArrayBuffer === "undefined") return null;
  return new PoolHost((threads > 0 ? threads : (navigator?.hardwareConcurrency ?? 1)) - 1, (ended) => startThread(url, ended));
}

/** A browser tells of a thread's end only by the error of a script that does not come up. */
function startThread(url: string, ended: () => void): PoolThread | null {
  const { Worker } = webScope();
  try {
    const worker = Worker ? new Worker(url) : null;
    if (!worker) return null;
    worker.onerror = (error) => {
      error.preventDefault?.();
      worker.terminate();
      ended();
    };
    return { post: (message, transfer) => worker.postMessage(message, transfer), terminate: () => worker.terminate() };
  } catch {
    return null;
  }
}
