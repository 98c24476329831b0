import * as kernel from "../kernel/index.ts";
import * as model from "../model/index.ts";
import type { Engine } from "./engine.web.ts";
import { openInPlace } from "./openInPlace.ts";
import type { ThreadMessage } from "./poolHost.ts";
import { PoolSeat } from "./poolSeat.ts";
import { PoolHelper } from "./poolThread.ts";
import { PortFiles } from "./portFiles.ts";
import type { SeatMessage } from "./webPort.ts";
import { turn, type WebScope, webScope } from "./webScope.ts";

// A classic, single-file script: the entry of the web worker that a session lives in, and of those of the pool. Where no worker could start, the same script is
// loaded beside other things: as a CommonJS module in a host of extensions, whose own scope it leaves alone, and on a page, where it
// leaves the opener of a session for the page to take. And the session of a Node thread takes the layers below it from here, so that
// the package holds them once.
const scope = webScope();
export const engine: Engine & typeof model & typeof kernel = { ...model, ...kernel, openInPlace };
if (typeof module !== "undefined") module.exports = engine;
else if (scope.document === undefined) live(scope);
else scope.softmaxnbOpen = openInPlace;

/** A worker learns from its first message what it is. */
function live(scope: WebScope): void {
  scope.onmessage = ({ data }) => {
    scope.onmessage = isThread(data) ? thread() : session(scope, isSeat(data) ? data : null);
    scope.onmessage({ data });
  };
}

type Hear = NonNullable<WebScope["onmessage"]>;

function session({ postMessage }: WebScope, first: SeatMessage | null): Hear {
  const emit = (event: model.Event): void => postMessage(event);
  const files = new PortFiles(emit);
  const pool = first ? new PoolSeat(first.seat).ask : undefined;
  const session = new kernel.Session({ files: () => files, emit, pause: turn, now: () => performance.now(), pool });
  return ({ data }) => {
    // SAFETY: webPort.ts and language.web.ts post nothing else.
    const request = data as model.Request | model.LanguageRequest | SeatMessage;
    if (request.type === "language") postMessage(kernel.answerRequest(request));
    else if (request.type === "file") files.answer(request);
    else if (request.type !== "seat") session.accept(request);
  };
}

function thread(): Hear {
  const helper = new PoolHelper(() => {
    throw new Error("a browser's files can't be read by blocking reads");
  });
  // SAFETY: poolHost.web.ts posts nothing else.
  return ({ data }) => helper.hear(data as ThreadMessage);
}

function isThread(data: unknown): boolean {
  return typeof data === "object" && data !== null && "life" in data;
}

function isSeat(data: unknown): data is SeatMessage {
  return typeof data === "object" && data !== null && Reflect.get(data, "type") === "seat";
}
