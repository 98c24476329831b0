import type { Event, Request } from "../model/index.ts";
import { openHere } from "./openHere.ts";
import type { OpenPort, SessionHandle } from "./port.ts";
import { PortFiles } from "./portFiles.ts";
import { Supervisor } from "./supervisor.ts";
import { turn, type WebWorker, webScope } from "./webScope.ts";

export interface WebSessionOptions {
  /** URL of the bundled session.web.js, or null where a worker is known not to start. */
  readonly entryUrl: string | null;
  readonly graceMs?: number | undefined;
}

/**
 * A supervised session in a Web Worker; on this thread, yielding, where none can start. Its questions for files come as
 * `openFile` and `readFile` events, which the owner answers with `file` requests.
 */
export function startWebSession({ entryUrl, graceMs = 800 }: WebSessionOptions): SessionHandle {
  const after = (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  };
  const first = entryUrl === null ? null : tryWorker(entryUrl);
  return first && entryUrl !== null
    ? new Supervisor({ openPort: openWorker(entryUrl, first), place: "worker", graceMs, after })
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

function openWorker(url: string, first: WebWorker): OpenPort {
  let ready: WebWorker | null = first;
  return (listener) => {
    const worker = ready ?? tryWorker(url);
    ready = null;
    if (!worker) return openInPlace(listener);
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
      worker.terminate();
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
      terminate: () => (fallback ? fallback.terminate() : worker.terminate()),
    };
  };
}

const openInPlace: OpenPort = (listener) => {
  const files = new PortFiles((event) => listener.event(event));
  return openHere({ files: () => files, pause: turn, answer: (request) => files.answer(request) })(listener);
};
