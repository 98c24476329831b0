import { fail } from "../model/index.ts";

/** Throws the failure "Format": `path` is the user's name of the file, `what` says what is wrong with it. */
export function malformed(path: string, what: string): never {
  return fail("Format", `${path}: ${what}`);
}
