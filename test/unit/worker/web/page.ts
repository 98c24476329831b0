import type { Event, Request } from "../../../../src/model/index.ts";
import { startWebSession } from "../../../../src/worker/host.web.ts";
import { webPool } from "../../../../src/worker/poolHost.web.ts";

/** A page with a session in a worker, and its pool of three threads where a page can have one. */
const loadEngine = (): Promise<never> => Promise.reject(new Error("a worker is to start"));
const pool = webPool("/session.js", 3);
const session = startWebSession({ entryUrl: "/session.js", loadEngine, pool });
let heard: (event: Event) => void = () => undefined;
session.onEvent((event) => heard(event));
const send = (request: Request): void => session.send(request);
send({ type: "open", seed: 42, folder: null });

/** What the cell shows as text. */
function run(source: string): Promise<readonly (string | undefined)[]> {
  return new Promise((resolve, reject) => {
    heard = (event) => {
      if (event.type !== "ended") return;
      if (event.failure) reject(new Error(event.failure.message));
      else resolve(event.outputs.map((bundle) => bundle["text/plain"] as string | undefined));
    };
    send({ type: "cells", cells: [{ id: "a", source }] });
    send({ type: "run", cells: ["a"] });
  });
}

Object.assign(window, { run, pooled: pool !== null });
