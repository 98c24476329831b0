import type { LanguageAnswer } from "../model/index.ts";
import type { LoadEngine } from "./engine.web.ts";
import { LanguageService, type OpenLanguagePort } from "./languageService.ts";
import { turn, type WebWorker, webScope } from "./webScope.ts";

/** A language service in a Web Worker of session.web.js; on this thread where none can start. */
export function startWebLanguage(entryUrl: string | null, loadEngine: LoadEngine): LanguageService {
  const after = (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  };
  return new LanguageService({ open: open(entryUrl, loadEngine), after });
}

function open(url: string | null, loadEngine: LoadEngine): OpenLanguagePort {
  let usable = url !== null;
  return (listener) => {
    const worker = usable && url !== null ? tryWorker(url) : null;
    if (!worker) return here(loadEngine)(listener);
    let heard = false;
    worker.onmessage = ({ data }) => {
      heard = true;
      // SAFETY: session.web.ts answers language requests with nothing else.
      listener.answer(data as LanguageAnswer);
    };
    worker.onerror = (error) => {
      error.preventDefault?.();
      // One that never came up never will: a policy forbids it, or its script could not be read.
      usable = heard;
      listener.died();
    };
    return { post: (request) => worker.postMessage(request), terminate: () => worker.terminate() };
  };
}

function tryWorker(url: string): WebWorker | null {
  const { Worker } = webScope();
  try {
    return Worker ? new Worker(url) : null;
  } catch {
    return null;
  }
}

function here(loadEngine: LoadEngine): OpenLanguagePort {
  return ({ answer, died }) => ({
    post: (request) => {
      const answered = turn().then(loadEngine);
      answered.then((engine) => answer(engine.answerRequest(request))).catch(died);
    },
    terminate: () => undefined,
  });
}
