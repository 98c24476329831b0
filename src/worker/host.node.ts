import { Worker } from "node:worker_threads";
import type { Event } from "../model/index.ts";
import { nodeFiles } from "./files.node.ts";
import { openHere } from "./openHere.ts";
import type { OpenPort, SessionHandle } from "./port.ts";
import { Supervisor } from "./supervisor.ts";

export interface NodeSessionOptions {
  /** Path of the bundled session.node.cjs. */
  readonly entry: string;
  /** Folders that `load` may read from, links resolved. */
  readonly roots: readonly string[];
  /** Grace of an interrupt, in ms. */
  readonly graceMs?: number | undefined;
  /** Limit of the thread's JavaScript heap, in MiB; typed arrays are counted apart by the platform. */
  readonly memoryLimitMb?: number | undefined;
}

/** A supervised session in a worker thread; on this thread, yielding, where none can start. */
export function startNodeSession(options: NodeSessionOptions): SessionHandle {
  const after = (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  };
  const graceMs = options.graceMs ?? 800;
  const probe = tryWorker(options);
  return probe
    ? new Supervisor({ openPort: openThread(options, probe), place: "worker", graceMs, after })
    : new Supervisor({ openPort: here(options), place: "here", graceMs, after });
}

function here(options: NodeSessionOptions): OpenPort {
  return openHere({
    files: (folder) => nodeFiles(folder, options.roots),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
}

function tryWorker(options: NodeSessionOptions): Worker | null {
  try {
    return startWorker(options);
  } catch {
    return null;
  }
}

function startWorker({ entry, roots, memoryLimitMb }: NodeSessionOptions): Worker {
  const resourceLimits = memoryLimitMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb } };
  return new Worker(entry, { workerData: { roots }, ...resourceLimits });
}

function openThread(options: NodeSessionOptions, first: Worker): OpenPort {
  let ready: Worker | null = first;
  return (listener) => {
    const worker = ready ?? startWorker(options);
    ready = null;
    let reason = "its thread ended";
    worker.on("message", (event: Event) => listener.event(event));
    worker.on("error", (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", () => listener.died(reason));
    return { post: (request) => worker.postMessage(request), terminate: () => void worker.terminate() };
  };
}
