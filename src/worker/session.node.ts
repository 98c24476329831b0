import { parentPort, workerData } from "node:worker_threads";
import { answerRequest, Session } from "../kernel/index.ts";
import type { Files, LanguageRequest, Request } from "../model/index.ts";
import { Asked } from "./asked.ts";
import { nodeFiles } from "./files.node.ts";
import { openHere } from "./openHere.ts";
import type { Seat } from "./poolHost.ts";
import { PoolSeat } from "./poolSeat.ts";
import type { OpenPort } from "./port.ts";
import { allowRelaxedSimd } from "./relaxedSimd.node.ts";

// Entry of the worker thread that a session lives in. Where no thread can start, host.node.ts loads this file on its own
// thread instead, so that the extension's bundle itself holds no engine.
allowRelaxedSimd();
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A session on the thread that loaded this file. */
export function openSessionHere(roots: readonly string[]): OpenPort {
  return (listener) => {
    const asked = new Asked((event) => listener.event(event));
    return openHere({ files: (folder) => askingFiles(folder, roots, asked), pause, answer: (request) => asked.answer(request) })(listener);
  };
}

/** Files that this thread reads itself; what is to be written goes to the host, which asks its user. */
function askingFiles(folder: string | null, roots: readonly string[], asked: Asked): Files {
  return { open: nodeFiles(folder, roots).open, save: (path, content) => asked.save(path, content) };
}

const port = parentPort;
// A host that runs extensions in a worker has a parentPort too: only the data of startWorker makes this thread ours.
if (port && isOurs(workerData)) {
  const { roots, seat } = workerData.softmaxnb;
  const asked = new Asked((event) => port.postMessage(event));
  const session = new Session({
    files: (folder) => askingFiles(folder, roots, asked),
    emit: (event) => port.postMessage(event),
    pause,
    now: () => performance.now(),
    pool: seat ? new PoolSeat(seat).ask : undefined,
  });
  port.on("message", (request: Request) => (request.type === "file" ? asked.answer(request) : session.accept(request)));
}

function isOurs(data: unknown): data is { readonly softmaxnb: { readonly roots: readonly string[]; readonly seat: Seat | null } } {
  return typeof data === "object" && data !== null && "softmaxnb" in data && !isLanguage(data);
}

// The same bundle serves a language service: what it needs is in here.
if (port && isLanguage(workerData)) port.on("message", (request: LanguageRequest) => port.postMessage(answerRequest(request)));

export { answerRequest };

function isLanguage(data: unknown): boolean {
  return typeof data === "object" && data !== null && Reflect.get(Object(Reflect.get(data, "softmaxnb")), "language") === true;
}
