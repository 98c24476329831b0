import * as kernel from "../kernel/index.ts";
import * as model from "../model/index.ts";
import type { Engine } from "./engine.web.ts";
import { openInPlace } from "./openInPlace.ts";
import { PortFiles } from "./portFiles.ts";
import { turn, type WebScope, webScope } from "./webScope.ts";

// A classic, single-file script: the entry of the web worker that a session lives in. Where no worker could start, the same script is
// loaded beside other things: as a CommonJS module in a host of extensions, whose own scope it leaves alone, and on a page, where it
// leaves the opener of a session for the page to take. And the session of a Node thread takes the layers below it from here, so that
// the package holds them once.
const scope = webScope();
export const engine: Engine & typeof model & typeof kernel = { ...model, ...kernel, openInPlace };
if (typeof module !== "undefined") module.exports = engine;
else if (scope.document === undefined) live(scope);
else scope.softmaxnbOpen = openInPlace;

function live({ postMessage }: WebScope): void {
  const emit = (event: model.Event): void => postMessage(event);
  const files = new PortFiles(emit);
  const session = new kernel.Session({ files: () => files, emit, pause: turn, now: () => performance.now() });
  scope.onmessage = ({ data }) => {
    // SAFETY: webPort.ts and language.web.ts post nothing but requests.
    const request = data as model.Request | model.LanguageRequest;
    if (request.type === "language") postMessage(kernel.answerRequest(request));
    else if (request.type === "file") files.answer(request);
    else session.accept(request);
  };
}
