import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type { LanguageAnswer, LanguageRequest } from "../model/index.ts";
import { LanguageService, type OpenLanguagePort } from "./languageService.ts";

/** A language service in a worker thread of session.node.cjs; on this thread where none can start. */
export function startNodeLanguage(entry: string): LanguageService {
  const after = (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  };
  return new LanguageService({ open: open(entry), after });
}

function open(entry: string): OpenLanguagePort {
  return ({ answer, died }) => {
    const worker = tryWorker(entry);
    if (!worker) return here(entry)({ answer, died });
    worker.on("message", (message: LanguageAnswer) => answer(message));
    worker.on("error", () => undefined);
    worker.on("exit", died);
    return { post: (request) => worker.postMessage(request), terminate: () => void worker.terminate() };
  };
}

function tryWorker(entry: string): Worker | null {
  try {
    return new Worker(entry, { workerData: { softmaxnb: { language: true } } });
  } catch {
    return null;
  }
}

function here(entry: string): OpenLanguagePort {
  // SAFETY: the entry is the bundle of session.node.ts, which exports this function.
  const { answerRequest } = createRequire(entry)(entry) as { answerRequest(request: LanguageRequest): LanguageAnswer };
  return ({ answer }) => ({ post: (request) => setImmediate(() => answer(answerRequest(request))), terminate: () => undefined });
}
