import { Inflate } from "fflate";
import { type ByteSource, fail, type Steps } from "../../model/index.ts";
import { malformed } from "../malformed.ts";
import { readBytes } from "../readBytes.ts";
import { decodeUtf8 } from "../utf8.ts";
import { memorySource, windowOf } from "../window.ts";
import { crc32 } from "./crc32.ts";
import { LOCAL_BYTES, type ZipEntry } from "./zipDirectory.ts";

const LOCAL = 0x04034b50;
/** A compressed entry is held whole once it is inflated. */
export const MAX_INFLATED = 2 ** 30;
/** A stored entry of no more bytes is read whole, and its CRC checked; a larger one is left in the archive, to be read in chunks as it is asked for. */
const MOST_CHECKED = 2 ** 23;
/** Compressed bytes inflated between two yields; they make at most 16 MB. */
const PIECE = 1 << 14;
/** No deflated byte stands for more. */
const MAX_RATIO = 1032;
/** What `inspect` sees of an inflated entry: room for the longest header of a .npy. */
const HEAD_BYTES = 1 << 17;
/** Compressed bytes inflated at a time for it. */
const HEAD_PIECE = 1 << 10;

/** Looks at the first 128 KiB of an entry, and fails where the rest is not worth inflating. */
export type Inspect = (head: ByteSource) => Steps<void>;

/**
 * The bytes of an entry. A stored one of over 8 MiB stays in the archive, its CRC unchecked, since that would take reading all of it; a deflated one is
 * inspected, then inflated. Of all others the CRC is checked.
 * Fails with "Format", or with "TooLarge" over 1 GiB inflated: a size that deflate could never reach is refused before it is allocated.
 */
export function* openEntry(source: ByteSource, path: string, entry: ZipEntry, inspect: Inspect): Steps<ByteSource> {
  if (entry.encrypted) malformed(path, `"${entry.name}" is encrypted`);
  if (entry.header + LOCAL_BYTES > source.size) malformed(path, `"${entry.name}" lies outside the file`);
  const header = yield* readBytes(source, path, entry.header, LOCAL_BYTES);
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (view.getUint32(0, true) !== LOCAL) malformed(path, `"${entry.name}" is not where the archive's directory says`);
  const nameBytes = view.getUint16(26, true);
  const start = entry.header + LOCAL_BYTES + nameBytes + view.getUint16(28, true);
  if (start + entry.compressedSize > source.size) malformed(path, `"${entry.name}" is cut short`);
  const name = decodeUtf8(yield* readBytes(source, path, entry.header + LOCAL_BYTES, nameBytes), path, entry.header + LOCAL_BYTES);
  if (name !== entry.name) malformed(path, `"${entry.name}" is called "${name}" where the archive's directory says that it begins`);
  const content = windowOf(source, start, entry.compressedSize);
  if (entry.method === 8) return memorySource(yield* inflate(content, path, entry, inspect));
  if (entry.method !== 0) malformed(path, `"${entry.name}" is compressed by method ${entry.method}; stored and deflated are read`);
  if (entry.size !== entry.compressedSize) malformed(path, `"${entry.name}" is stored, but has two sizes`);
  if (entry.size > MOST_CHECKED) return content;
  const bytes = yield* readBytes(content, path, 0, entry.size);
  requireWhole(bytes, entry, path);
  return memorySource(bytes);
}

function requireWhole(bytes: Uint8Array, { name, crc }: ZipEntry, path: string): void {
  if (crc32(bytes) !== crc) malformed(path, `"${name}" is damaged: its checksum does not fit`);
}

function* inflate(content: ByteSource, path: string, entry: ZipEntry, inspect: Inspect): Steps<Uint8Array> {
  const { name, size, compressedSize } = entry;
  if (size > MAX_INFLATED)
    fail("TooLarge", `${path}: "${name}" is ${size} bytes inflated; the most is ${MAX_INFLATED}. Store it uncompressed`);
  if (size > MAX_RATIO * (compressedSize + 1)) malformed(path, `"${name}" claims ${size} bytes, more than deflate can pack so small`);
  yield* inspect(memorySource(yield* headOf(content, path, entry)));
  const output = new Uint8Array(size);
  let done = 0;
  const inflater = new Inflate((chunk) => {
    if (done + chunk.length > size) malformed(path, `"${name}" inflates to more than the ${size} bytes that the archive says`);
    output.set(chunk, done);
    done += chunk.length;
  });
  for (let at = 0; at < compressedSize; at += PIECE) {
    const length = Math.min(PIECE, compressedSize - at);
    const piece = yield* readBytes(content, path, at, length);
    push(inflater, piece, at + length === compressedSize, path, name);
    yield { kind: "progress", done, total: size };
  }
  if (done < size) malformed(path, `"${name}" is cut short: ${done} of ${size} bytes`);
  requireWhole(output, entry, path);
  return output;
}

/** The first 128 KiB that the entry inflates to, or all where it is less. */
function* headOf(content: ByteSource, path: string, { name, compressedSize }: ZipEntry): Steps<Uint8Array> {
  const head = new Uint8Array(HEAD_BYTES);
  let done = 0;
  const inflater = new Inflate((chunk) => {
    const taken = chunk.subarray(0, HEAD_BYTES - done);
    head.set(taken, done);
    done += taken.length;
  });
  for (let at = 0; at < compressedSize && done < HEAD_BYTES; at += HEAD_PIECE) {
    const length = Math.min(HEAD_PIECE, compressedSize - at);
    push(inflater, yield* readBytes(content, path, at, length), at + length === compressedSize, path, name);
  }
  return head.subarray(0, done);
}

function push(inflater: Inflate, piece: Uint8Array, last: boolean, path: string, name: string): void {
  try {
    inflater.push(piece, last);
  } catch (error) {
    // fflate's errors alone carry a numeric code.
    if (error instanceof Error && typeof Reflect.get(error, "code") === "number")
      malformed(path, `"${name}" is no deflated data: ${error.message}`);
    throw error;
  }
}
