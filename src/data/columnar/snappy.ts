import { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";

/** Snappy's raw format into `output`, which it fills exactly. Source: format_description.txt in google/snappy. Fails with "Format". */
export function unpackSnappy(input: Uint8Array, output: Uint8Array, path: string): void {
  const cursor = new Cursor(input, path);
  if (cursor.varint() !== output.length) malformed(path, "a snappy block of another size than its page says");
  let at = 0;
  while (cursor.left > 0) {
    const tag = cursor.byte();
    if ((tag & 3) === 0) at = literal(cursor, tag >> 2, output, at);
    else at = copy(cursor, tag, output, at);
  }
  if (at !== output.length) malformed(path, "a snappy block is cut short");
}

function literal(cursor: Cursor, code: number, output: Uint8Array, at: number): number {
  let length = code;
  if (code >= 60) {
    length = 0;
    for (let i = 0; i < code - 59; i++) length += cursor.byte() * 2 ** (8 * i);
  }
  length++;
  if (length > output.length - at) malformed(cursor.path, "a snappy block holds more than its page says");
  output.set(cursor.take(length), at);
  return at + length;
}

function copy(cursor: Cursor, tag: number, output: Uint8Array, at: number): number {
  const kind = tag & 3;
  const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
  const offset = kind === 1 ? ((tag >> 5) << 8) | cursor.byte() : kind === 2 ? cursor.byte() | (cursor.byte() << 8) : cursor.uint32();
  return copyBack(output, at, offset, length, cursor.path);
}

/** Repeats `length` bytes from `offset` back; they may overlap. Returns where they end. */
export function copyBack(output: Uint8Array, at: number, offset: number, length: number, path: string): number {
  if (offset === 0 || offset > at) malformed(path, "a compressed block points before its beginning");
  if (length > output.length - at) malformed(path, "a compressed block holds more than it says");
  if (offset >= length) output.copyWithin(at, at - offset, at - offset + length);
  else for (let i = at; i < at + length; i++) output[i] = output[i - offset] as number;
  return at + length;
}
