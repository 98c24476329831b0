import { createRequire } from "node:module";
import { type TransferListItem, Worker } from "node:worker_threads";
import type { Event } from "../model/index.ts";
import type { PoolHost } from "./poolHost.ts";
import type { OpenPort, SessionHandle } from "./port.ts";
import { Supervisor } from "./supervisor.ts";

export interface NodeSessionOptions {
  /** Path of the bundled session.node.cjs. */
  readonly entry: string;
  /** Folders that `load` may read from, links resolved. */
  readonly roots: readonly string[];
  /** The window's pool. */
  readonly pool?: PoolHost | undefined;
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

function here({ entry, roots }: NodeSessionOptions): OpenPort {
  // SAFETY: the entry is the bundle of session.node.ts, which exports this function.
  const session = createRequire(entry)(entry) as { openSessionHere(roots: readonly string[]): OpenPort };
  return session.openSessionHere(roots);
}

function tryWorker(options: NodeSessionOptions): Worker | null {
  try {
    return startWorker(options);
  } catch {
    return null;
  }
}

function startWorker({ entry, roots, memoryLimitMb, pool }: NodeSessionOptions): Worker {
  const resourceLimits = memoryLimitMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb } };
  const seat = pool?.seat() ?? null;
  // SAFETY: a Link of Node is a MessagePort.
  const transferList = seat ? [seat.link as unknown as TransferListItem] : [];
  const worker = new Worker(entry, { workerData: { softmaxnb: { roots, seat } }, transferList, ...resourceLimits });
  if (seat) worker.on("exit", () => pool?.leave(seat));
  return worker;
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
