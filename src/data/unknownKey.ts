import { nearest } from "../model/index.ts";
import { malformed } from "./malformed.ts";

/** Names that a message lists; more are counted. */
const LISTED = 20;

/** Throws the failure "Format": there is no `what` of that name. Says the nearest name, and which there are. */
export function unknownKey(path: string, what: string, key: string, names: readonly string[]): never {
  const near = nearest(key, names);
  return malformed(path, `there is no ${what} "${key}"${near === undefined ? ";" : `; did you mean "${near}"?`} it has ${listed(names)}`);
}

/** The names in quotes, the first twenty of them, each with its detail where there are some. */
export function listed(names: readonly string[], details?: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, LISTED).map((name, i) => `${JSON.stringify(name.slice(0, 60))}${details ? ` (${details[i]})` : ""}`);
  return `${shown.join(", ")}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ""}`;
}
