import type { PageAnswer, PageJob } from "./job.ts";

/** A worker as a web thread has it; Node's types, which stand here, lack it. */
declare const Worker: new (
  url: string,
) => {
  postMessage(job: PageJob): void;
  terminate(): void;
  onmessage: ((event: { readonly data: PageAnswer }) => void) | null;
  onerror: ((error: { readonly message?: string; preventDefault?(): void }) => void) | null;
};

/** Makes a page in a worker of the script at `url`, the bundle of maker.web.ts. Rejects with what went wrong. */
export function makePageInWorker(url: string, job: PageJob): Promise<string> {
  const worker = new Worker(url);
  const answer = new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }) => ("html" in data ? resolve(data.html) : reject(new Error(data.problem)));
    worker.onerror = (error) => {
      error.preventDefault?.();
      reject(new Error(error.message ?? "its worker failed"));
    };
  });
  worker.postMessage(job);
  return answer.finally(() => worker.terminate());
}
