import { answerRequest, Session } from "../kernel/index.ts";
import type { Event, LanguageRequest, Request } from "../model/index.ts";
import { openInPlace } from "./openInPlace.ts";
import { PortFiles } from "./portFiles.ts";
import { turn, type WebScope, webScope } from "./webScope.ts";

// A classic, single-file script: the entry of the web worker that a session lives in. On a page, where no worker could start, the same
// script leaves the opener of a session there for the page to take.
const scope = webScope();
if (scope.document === undefined) live(scope);
else scope.softmaxnbOpen = openInPlace;

function live({ postMessage }: WebScope): void {
  const emit = (event: Event): void => postMessage(event);
  const files = new PortFiles(emit);
  const session = new Session({ files: () => files, emit, pause: turn, now: () => performance.now() });
  scope.onmessage = ({ data }) => {
    // SAFETY: webPort.ts and language.web.ts post nothing but requests.
    const request = data as Request | LanguageRequest;
    if (request.type === "language") postMessage(answerRequest(request));
    else if (request.type === "file") files.answer(request);
    else session.accept(request);
  };
}
