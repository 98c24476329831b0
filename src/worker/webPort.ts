import type { Event, Request } from "../model/index.ts";
import type { OpenPort, SessionHandle } from "./port.ts";
import { Supervisor } from "./supervisor.ts";
import { type WebWorker, webScope } from "./webScope.ts";

/** A supervised session in a worker of the script at `url`; by `openInPlace` where there is no url or no worker comes up. */
export function superviseWeb(url: string | null, openInPlace: OpenPort, graceMs: number): SessionHandle {
  const after = (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  };
  const first = url === null ? null : tryWorker(url);
  return first && url !== null
    ? new Supervisor({ openPort: openWorker(url, first, openInPlace), place: "worker", graceMs, after })
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

function openWorker(url: string, first: WebWorker, openInPlace: OpenPort): OpenPort {
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
