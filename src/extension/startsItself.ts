import type { Mode } from "../model/index.ts";

/** Whether a notebook's cells run when it is opened. In a workspace that is not trusted nothing runs, whatever the settings are. */
export function runsOnOpen(of: { readonly trusted: boolean; readonly wanted: boolean; readonly mode: Mode }): boolean {
  return of.trusted && of.wanted && of.mode === "auto";
}
