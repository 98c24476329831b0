import { parentPort, workerData } from "node:worker_threads";
import type { Maker, PageJob } from "./job.ts";

// Entry of the thread that makes an exported page: it loads the maker from the address that it was given, and answers one job.
parentPort?.once("message", async (job: PageJob) => {
  try {
    // SAFETY: the extension gives the address of the bundle of maker.web.ts.
    const { default: maker } = (await import(workerData.maker)) as { default: Maker };
    parentPort?.postMessage({ html: await maker.makePage(job) });
  } catch (error) {
    parentPort?.postMessage({ problem: String(error) });
  }
});
