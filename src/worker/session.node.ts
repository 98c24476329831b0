import { parentPort, workerData } from "node:worker_threads";
import { Session } from "../kernel/index.ts";
import type { Request } from "../model/index.ts";
import { nodeFiles } from "./files.node.ts";

// Entry of the worker thread that a session lives in.
const port = parentPort;
if (!port) throw new Error("this file is the entry of a worker thread");

// SAFETY: host.node.ts starts this thread with exactly this data.
const { roots } = workerData as { roots: readonly string[] };

const session = new Session({
  files: (folder) => nodeFiles(folder, roots),
  emit: (event) => port.postMessage(event),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  now: () => performance.now(),
});

port.on("message", (request: Request) => session.accept(request));
