import { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import { copyBack } from "./snappy.ts";

const FRAME = 0x184d2204;
const STORED = 0x80000000;

/** One LZ4 block into output[at …]; returns where it ends. Source: lz4_Block_format.md in lz4/lz4. Fails with "Format". */
export function unpackLz4Block(input: Uint8Array, output: Uint8Array, from: number, path: string): number {
  const cursor = new Cursor(input, path);
  let at = from;
  while (cursor.left > 0) {
    const token = cursor.byte();
    const literals = extended(cursor, token >> 4);
    if (literals > output.length - at) malformed(path, "an LZ4 block holds more than it says");
    output.set(cursor.take(literals), at);
    at += literals;
    if (cursor.left === 0) break;
    const offset = cursor.byte() | (cursor.byte() << 8);
    at = copyBack(output, at, offset, extended(cursor, token & 15) + 4, path);
  }
  return at;
}

/** A length of 15 goes on in bytes of 255. */
function extended(cursor: Cursor, nibble: number): number {
  let length = nibble;
  if (nibble < 15) return length;
  for (;;) {
    const byte = cursor.byte();
    length += byte;
    if (byte < 255) return length;
  }
}

/** LZ4 frames into `output`, which they fill exactly; checksums are passed over. Source: lz4_Frame_format.md. Fails with "Format". */
export function unpackLz4Frames(input: Uint8Array, output: Uint8Array, path: string): void {
  const cursor = new Cursor(input, path);
  let at = 0;
  while (cursor.left > 0) {
    if (cursor.uint32() !== FRAME) malformed(path, "an LZ4 frame does not begin as one");
    const flags = cursor.byte();
    cursor.take(1 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1);
    for (let size = cursor.uint32(); size !== 0; size = cursor.uint32()) {
      const block = cursor.take(size % STORED);
      if (size >= STORED) at = stored(block, output, at, path);
      else at = unpackLz4Block(block, output, at, path);
      if (flags & 0x10) cursor.take(4);
    }
    if (flags & 4) cursor.take(4);
  }
  if (at !== output.length) malformed(path, "an LZ4 frame is cut short");
}

function stored(block: Uint8Array, output: Uint8Array, at: number, path: string): number {
  if (block.length > output.length - at) malformed(path, "an LZ4 frame holds more than it says");
  output.set(block, at);
  return at + block.length;
}

/** Parquet's first LZ4: Hadoop's blocks, each behind its two lengths (big endian), or one plain block. Fills `output` exactly. */
export function unpackHadoopLz4(input: Uint8Array, output: Uint8Array, path: string): void {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const whole = !isHadoop(view, output.length);
  let end = whole ? unpackLz4Block(input, output, 0, path) : 0;
  for (let at = 0; !whole && at < input.length; at += 8 + view.getUint32(at + 4))
    end = unpackLz4Block(input.subarray(at + 8, at + 8 + view.getUint32(at + 4)), output, end, path);
  if (end !== output.length) malformed(path, "an LZ4 block is cut short");
}

/** Whether the lengths of all blocks add up. */
function isHadoop(view: DataView, size: number): boolean {
  let at = 0;
  let total = 0;
  while (at + 8 <= view.byteLength) {
    total += view.getUint32(at);
    at += 8 + view.getUint32(at + 4);
  }
  return at === view.byteLength && total === size;
}
