import { brokenLine } from "../notebook/index.ts";

/** The text of a file, its byte order mark kept; or the line (from 1) where it is not UTF-8 and saving would destroy it. */
export function decodeText(bytes: Uint8Array): { readonly text: string } | { readonly brokenLine: number } {
  const text = decoded(bytes);
  return text === null ? { brokenLine: brokenLine(bytes, (line) => decoded(line) !== null) } : { text };
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
