import { type ByteSource, type Steps, wait } from "../model/index.ts";
import { malformed } from "./malformed.ts";

/** How much is read in one go: large enough to hide a request's cost, small enough to be held by the handful. */
export const PIECE_BYTES = 1 << 20;

/** Exactly `length` bytes from `offset`; a source that gives fewer has shrunk since it was opened. */
export function* readBytes(source: ByteSource, path: string, offset: number, length: number): Steps<Uint8Array> {
  const bytes = yield* wait(source.read(offset, length));
  if (bytes.length < length)
    malformed(path, `the file is cut short: it ends at byte ${offset + bytes.length}, before byte ${offset + length}`);
  return bytes;
}
