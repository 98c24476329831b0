import type { ByteSource, Steps } from "../model/index.ts";
import { malformed } from "./malformed.ts";
import { readBytes } from "./readBytes.ts";

/** What the header of a .npy file says. Source: NumPy's format description, NEP 1. */
export interface NpyHeader {
  /** Element type as written, e.g. "<f4". */
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Offset of the first element. */
  readonly data: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy writes 128 bytes for all but record types, and refuses to read over 10,000 by default. */
const MAX_HEADER_BYTES = 65_536;
/** As in NumPy 2. */
const MAX_DIMS = 64;

/** Reads and checks the header. Fails with "Format". */
export function* readNpyHeader(source: ByteSource, path: string): Steps<NpyHeader> {
  if (source.size < 10) malformed(path, `no .npy file: only ${source.size} bytes`);
  const prefix = yield* readBytes(source, path, 0, Math.min(12, source.size));
  if (MAGIC.some((byte, i) => prefix[i] !== byte)) malformed(path, "no .npy file: it does not begin with \\x93NUMPY");
  const [start, length] = headerExtent(prefix, path);
  if (length > MAX_HEADER_BYTES) malformed(path, `the header is ${length} bytes long; the most is ${MAX_HEADER_BYTES}`);
  if (start + length > source.size)
    malformed(path, `the file is cut short: ${source.size} bytes, and the header alone ends at ${start + length}`);
  const bytes = yield* readBytes(source, path, start, length);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { ...parseHeader(text, path), data: start + length };
}

/** Where the header's text starts, and its length in bytes. */
function headerExtent(prefix: Uint8Array, path: string): [number, number] {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.length);
  const version = view.getUint8(6);
  if (version === 1) return [10, view.getUint16(8, true)];
  if (version !== 2 && version !== 3) malformed(path, `.npy version ${version}.${view.getUint8(7)} is not known; 1, 2 and 3 are`);
  if (prefix.length < 12) malformed(path, "the file is cut short in its header");
  return [12, view.getUint32(8, true)];
}

/** The header is a Python dict literal with the keys descr, fortran_order and shape, in any order. */
function parseHeader(text: string, path: string): Omit<NpyHeader, "data"> {
  if (!/^\s*\{.*\}\s*$/s.test(text)) malformed(path, "the header is no Python dict");
  return { descr: parseDescr(text, path), fortran: parseFortran(text, path), shape: parseShape(text, path) };
}

function parseDescr(text: string, path: string): string {
  const found = /["']descr["']\s*:\s*(?:"([^"]*)"|'([^']*)'|(\[))/.exec(text);
  if (!found) return malformed(path, "the header has no descr (element type)");
  if (found[3]) malformed(path, "it holds records (a structured dtype); save one field of them");
  return found[1] ?? found[2] ?? "";
}

function parseFortran(text: string, path: string): boolean {
  const found = /["']fortran_order["']\s*:\s*(True|False)\b/.exec(text);
  return found ? found[1] === "True" : malformed(path, "the header has no fortran_order (True or False)");
}

function parseShape(text: string, path: string): readonly number[] {
  const found = /["']shape["']\s*:\s*\(([^)]*)\)/.exec(text);
  if (!found) return malformed(path, "the header has no shape");
  const dims = (found[1] as string).split(",").map((dim) => dim.trim());
  if (dims.at(-1) === "") dims.pop();
  if (dims.length > MAX_DIMS) malformed(path, `the shape has ${dims.length} dimensions; the most is ${MAX_DIMS}`);
  return dims.map((dim) => parseDim(dim, path));
}

function parseDim(text: string, path: string): number {
  // Python 2 wrote its long integers with an L.
  if (!/^\d+L?$/.test(text)) malformed(path, `the shape has a dimension "${text.slice(0, 20)}"; dimensions are whole numbers from 0 on`);
  const dim = Number.parseInt(text, 10);
  return Number.isSafeInteger(dim) ? dim : malformed(path, `the shape has a dimension ${text.slice(0, 30)}, too large for any file`);
}
