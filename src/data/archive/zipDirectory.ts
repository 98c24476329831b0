import type { ByteSource, Steps } from "../../model/index.ts";
import { malformed } from "../malformed.ts";
import { readBytes } from "../readBytes.ts";
import { decodeUtf8 } from "../utf8.ts";

/** One file of an archive, as the central directory tells of it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Offset of the entry's own header. */
  readonly header: number;
}

interface Directory {
  readonly offset: number;
  readonly size: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
/** Of an entry's own header, at least. */
export const LOCAL_BYTES = 30;
/** A comment may follow the end record. */
const MAX_COMMENT = 65_535;
const MAX_DIRECTORY_BYTES = 1 << 24;
const IN_EXTRA = 0xffffffff;

/** The files that a ZIP archive holds, large ones (ZIP64) too. Source: PKWARE's APPNOTE 6.3. Fails with "Format". */
export function* readZipDirectory(source: ByteSource, path: string): Steps<readonly ZipEntry[]> {
  const { offset, size } = yield* findDirectory(source, path);
  if (size > MAX_DIRECTORY_BYTES) malformed(path, `the archive's directory is ${size} bytes long; the most is ${MAX_DIRECTORY_BYTES}`);
  if (offset + size > source.size) malformed(path, "the archive's directory lies outside the file (cut short?)");
  const bytes = yield* readBytes(source, path, offset, size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= size && view.getUint32(at, true) === ENTRY; ) {
    const end = at + ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (end > size) malformed(path, "the archive's directory is cut short");
    entries.push(entryAt(bytes, view, at, path));
    at = end;
  }
  requireApart(entries, path);
  return entries;
}

/** Entries that share bytes are a bomb's, or another file's under a second name. */
function requireApart(entries: readonly ZipEntry[], path: string): void {
  const inOrder = [...entries].sort((a, b) => a.header - b.header);
  for (const [i, { name, header }] of inOrder.entries()) {
    const before = inOrder[i - 1];
    if (before && before.header + LOCAL_BYTES + before.compressedSize > header) malformed(path, `"${before.name}" and "${name}" overlap`);
  }
}

function* findDirectory(source: ByteSource, path: string): Steps<Directory> {
  const length = Math.min(source.size, END_BYTES + MAX_COMMENT);
  const tail = yield* readBytes(source, path, source.size - length, length);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  let at = tail.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0) malformed(path, "the archive has no directory at its end (cut short?)");
  const directory = { offset: view.getUint32(at + 16, true), size: view.getUint32(at + 12, true) };
  if (directory.offset !== IN_EXTRA && directory.size !== IN_EXTRA) return directory;
  if (at < 20 || view.getUint32(at - 20, true) !== LOCATOR) return malformed(path, "the archive's ZIP64 directory is not there");
  return yield* largeDirectory(source, path, wide(view, at - 12, path));
}

function* largeDirectory(source: ByteSource, path: string, offset: number): Steps<Directory> {
  if (offset + 56 > source.size) malformed(path, "the archive's ZIP64 directory lies outside the file");
  const bytes = yield* readBytes(source, path, offset, 56);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== END64) malformed(path, "the archive's ZIP64 directory is not there");
  return { offset: wide(view, 48, path), size: wide(view, 40, path) };
}

function entryAt(bytes: Uint8Array, view: DataView, at: number, path: string): ZipEntry {
  const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
  const extra = { at: nameEnd, end: nameEnd + view.getUint16(at + 30, true) };
  const [size, compressedSize, header] = [24, 20, 42].map((field) => view.getUint32(at + field, true)) as [number, number, number];
  const large = largeFields(view, extra, path);
  // The extra field holds those alone that do not fit, in this order.
  return {
    name: decodeUtf8(bytes.subarray(at + ENTRY_BYTES, nameEnd), path, at),
    method: view.getUint16(at + 10, true),
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    crc: view.getUint32(at + 16, true),
    size: size === IN_EXTRA ? large() : size,
    compressedSize: compressedSize === IN_EXTRA ? large() : compressedSize,
    header: header === IN_EXTRA ? large() : header,
  };
}

/** Gives the 64-bit numbers of an entry's ZIP64 extra field one after the other. */
function largeFields(view: DataView, extra: { at: number; end: number }, path: string): () => number {
  let next = extra.end;
  let end = extra.end;
  for (let at = extra.at; at + 4 <= extra.end; ) {
    const stop = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) [next, end] = [at + 4, Math.min(stop, extra.end)];
    at = stop;
  }
  return () => {
    if (next + 8 > end) malformed(path, "an entry of the archive lacks its ZIP64 sizes");
    next += 8;
    return wide(view, next - 8, path);
  };
}

function wide(view: DataView, at: number, path: string): number {
  const value = Number(view.getBigUint64(at, true));
  return Number.isSafeInteger(value) ? value : malformed(path, "the archive's directory holds a size too large for any file");
}
