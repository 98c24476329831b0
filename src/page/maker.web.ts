import { drawSvg } from "../../renderers/softmax/index.ts";
import { figuresOf } from "../output/index.ts";
import { exportPage } from "./exportPage.ts";
import type { Draw, Maker, PageAnswer, PageJob } from "./job.ts";
import { picturePaths } from "./markdown.ts";

// The maker of exported pages: the command line and a thread of the extension in Node load it as a CommonJS module, on the web it is
// started as a worker. A classic one: a web host of extensions starts every worker by importScripts, which no module has.

/** Width of a static picture, in px. */
const WIDTH = 720;

/** The page of a notebook that ran. */
function makePage(job: PageJob): Promise<string> {
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

/** Where there is no module, this is a worker. */
declare const self: WorkerScope;

export const maker: Maker = { makePage, picturePaths };
if (typeof module !== "undefined") module.exports = maker;
else serve(self);

function serve(scope: WorkerScope): void {
  scope.onmessage = ({ data }) => {
    // SAFETY: the extension posts one job and nothing else.
    makePage(data as PageJob).then(
      (html) => scope.postMessage({ html }),
      (error: unknown) => scope.postMessage({ problem: String(error) }),
    );
  };
}
