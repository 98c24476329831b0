import type { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";

/** Fills `out` from Parquet's hybrid of run lengths and packed bits. Source: Encodings.md in apache/parquet-format. Fails with "Format". */
export function readHybrid(cursor: Cursor, width: number, out: Uint8Array | Int32Array): void {
  if (width > 32) malformed(cursor.path, `packed numbers of ${width} bits`);
  if (width === 0) return void out.fill(0);
  for (let done = 0; done < out.length; ) {
    const head = cursor.varint();
    const count = Math.floor(head / 2);
    if (count === 0) malformed(cursor.path, "a run of no numbers");
    if (head % 2 === 0) done = repeat(cursor, width, Math.min(count, out.length - done), out, done);
    else
      done = unpackBits(
        cursor.take(Math.min(count * width, cursor.left)),
        width,
        out,
        done,
        Math.min(8 * count, out.length - done),
        cursor.path,
      );
  }
}

function repeat(cursor: Cursor, width: number, count: number, out: Uint8Array | Int32Array, at: number): number {
  let value = 0;
  for (let byte = 0; byte < Math.ceil(width / 8); byte++) value |= cursor.byte() << (8 * byte);
  out.fill(value, at, at + count);
  return at + count;
}

function unpackBits(bytes: Uint8Array, width: number, out: Uint8Array | Int32Array, at: number, count: number, path: string): number {
  // A writer may leave out the last bytes of padding, never bits of a number that counts.
  if (8 * bytes.length < count * width) malformed(path, "packed numbers are cut short");
  for (let i = 0, bit = 0; i < count; i++) {
    let value = 0;
    for (let taken = 0; taken < width; ) {
      const step = Math.min(8 - (bit & 7), width - taken);
      value |= (((bytes[bit >> 3] as number) >> (bit & 7)) & ((1 << step) - 1)) << taken;
      taken += step;
      bit += step;
    }
    out[at + i] = value;
  }
  return at + count;
}
