import { Session } from "../kernel/index.ts";
import type { Event, Request } from "../model/index.ts";
import { PortFiles } from "./portFiles.ts";
import { turn, webScope } from "./webScope.ts";

// Entry of the web worker that a session lives in: a classic, single-file script.
const scope = webScope();
const emit = (event: Event): void => scope.postMessage(event);
const files = new PortFiles(emit);
const session = new Session({ files: () => files, emit, pause: turn, now: () => performance.now() });

scope.onmessage = ({ data }) => {
  // SAFETY: host.web.ts posts nothing but requests.
  const request = data as Request;
  if (request.type === "file") files.answer(request);
  else session.accept(request);
};
