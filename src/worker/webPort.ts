import type { Event, Request } from "../model/index.ts";
import type { PoolHost, Seat } from "./poolHost.ts";
import type { OpenPort, SessionHandle } from "./port.ts";
import { Supervisor } from "./supervisor.ts";
import { type WebWorker, webScope } from "./webScope.ts";

/** The first that a session's worker hears, where there is a pool. */
export interface SeatMessage {
  readonly type: "seat";
  readonly seat: Seat;
}

export interface WebSupervision {
  /** Of the script that a worker runs, or null where none may start. */
  readonly url: string | null;
  /** The session on this thread, where no worker comes up. */
  readonly openInPlace: OpenPort;
  readonly graceMs: number;
  readonly pool: PoolHost | null;
}

/** A supervised session in a worker. */
export function superviseWeb({ url, openInPlace, graceMs, pool }: WebSupervision): SessionHandle {
  const after = (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  };
  const first = url === null ? null : tryWorker(url);
  return first && url !== null
    ? new Supervisor({ openPort: openWorker(url, first, openInPlace, pool), place: "worker", graceMs, after })
    : new Supervisor({ openPort: openInPlace, place: "here", graceMs, after });
}

function tryWorker(url: string): WebWorker | null {
  const { Worker } = webScope();
  if (!Worker) return null;
  try {
    return new Worker(url);
  } catch {
    return null;
  }
}

function openWorker(url: string, first: WebWorker, openInPlace: OpenPort, pool: PoolHost | null): OpenPort {
  let ready: WebWorker | null = first;
  return (listener) => {
    const worker = ready ?? tryWorker(url);
    ready = null;
    if (!worker) return openInPlace(listener);
    const end = seated(worker, pool);
    let fallback: ReturnType<OpenPort> | null = null;
    let heard = false;
    const sent: Request[] = [];
    worker.onmessage = ({ data }) => {
      heard = true;
      // SAFETY: session.web.ts posts nothing but events.
      listener.event(data as Event);
    };
    worker.onerror = (error) => {
      error.preventDefault?.();
      end();
      if (heard) return listener.died(error.message ?? "its worker failed");
      // It never came up (a policy forbids it, or the script could not be read): carry on here with what it was told.
      fallback = openInPlace(listener);
      for (const request of sent) fallback.post(request);
    };
    return {
      post: (request) => {
        if (fallback) return fallback.post(request);
        if (!heard) sent.push(request);
        worker.postMessage(request);
      },
      terminate: () => (fallback ? fallback.terminate() : end()),
    };
  };
}

/** Gives the worker its seat in the pool. Returns what ends the worker and frees the seat. */
function seated(worker: WebWorker, pool: PoolHost | null): () => void {
  const seat = pool?.seat() ?? null;
  if (seat) {
    const message: SeatMessage = { type: "seat", seat };
    worker.postMessage(message, [seat.link]);
  }
  return () => {
    worker.terminate();
    if (seat) pool?.leave(seat);
  };
}
