import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { PageAnswer, PageJob } from "./job.ts";

/** Makes a page on a thread of its own, from the bundles of thread.node.ts and maker.web.ts. Rejects with what went wrong. */
export function makePageInThread(thread: string, maker: string, job: PageJob): Promise<string> {
  const worker = new Worker(thread, { workerData: { maker: pathToFileURL(maker).href } });
  const answer = new Promise<string>((resolve, reject) => {
    worker.once("message", (said: PageAnswer) => ("html" in said ? resolve(said.html) : reject(new Error(said.problem))));
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("its thread ended")));
  });
  worker.postMessage(job);
  return answer.finally(() => worker.terminate());
}
