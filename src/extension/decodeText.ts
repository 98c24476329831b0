import { brokenLine } from "../notebook/index.ts";

/** The text of a file, its byte order mark kept. Throws with the line where it is not UTF-8, since saving would destroy it. */
export function decodeText(bytes: Uint8Array): string {
  const text = decoded(bytes);
  if (text === null) throw new Error(`Line ${brokenLine(bytes, (line) => decoded(line) !== null)}: this is not UTF-8 text`);
  return text;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
