import { drawSvg } from "../../renderers/softmax/index.ts";
import { figuresOf } from "../output/index.ts";
import { exportPage } from "./exportPage.ts";
import type { Draw, PageAnswer, PageJob } from "./job.ts";

// The maker of exported pages: the command line and a thread of the extension in Node load it, on the web it is started as a worker.

export { picturePaths } from "./markdown.ts";

/** Width of a static picture, in px. */
const WIDTH = 720;

/** The page of a notebook that ran. */
export function makePage(job: PageJob): Promise<string> {
  return exportPage(job, draw);
}

const draw: Draw = async (view, theme) => {
  const svgs: string[] = [];
  for (const figure of figuresOf(view)) svgs.push(await drawSvg(figure, theme, WIDTH));
  return svgs;
};

interface WorkerScope {
  postMessage(answer: PageAnswer): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

/** Node has no such name, and a page has a document. */
declare const self: (WorkerScope & { readonly document?: object }) | undefined;

if (typeof self !== "undefined" && self.document === undefined) serve(self);

function serve(scope: WorkerScope): void {
  scope.onmessage = ({ data }) => {
    // SAFETY: the extension posts one job and nothing else.
    makePage(data as PageJob).then(
      (html) => scope.postMessage({ html }),
      (error: unknown) => scope.postMessage({ problem: String(error) }),
    );
  };
}
