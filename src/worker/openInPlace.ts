import { openHere } from "./openHere.ts";
import type { OpenPort } from "./port.ts";
import { PortFiles } from "./portFiles.ts";
import { turn } from "./webScope.ts";

/** A session on a web thread that has other things to do too; it asks its owner for files. */
export const openInPlace: OpenPort = (listener) => {
  const files = new PortFiles((event) => listener.event(event));
  return openHere({ files: () => files, pause: turn, answer: (request) => files.answer(request) })(listener);
};
