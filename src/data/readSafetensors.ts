import { type AnyTensor, type ByteSource, type Steps, sizeOf } from "../model/index.ts";
import { bfloat16Element } from "./bfloat16Element.ts";
import type { LoadOptions } from "./load.ts";
import { malformed } from "./malformed.ts";
import { type Element, elementOf } from "./npyElement.ts";
import { type Json, parseJson } from "./parseJson.ts";
import { readBytes } from "./readBytes.ts";
import { readElements } from "./readElements.ts";
import { readText } from "./readText.ts";
import { listed, unknownKey } from "./unknownKey.ts";
import { windowOf } from "./window.ts";

/** One array of the file; `start` and `end` count from the first byte of data. */
interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** As in the format's own reader. */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_DIMS = 64;
const ELEMENTS: Readonly<Record<string, string>> = {
  F64: "<f8",
  F32: "<f4",
  F16: "<f2",
  I64: "<i8",
  I32: "<i4",
  I16: "<i2",
  I8: "|i1",
  U64: "<u8",
  U32: "<u4",
  U16: "<u2",
  U8: "|u1",
  BOOL: "|b1",
};

/**
 * One array of a .safetensors file: the only one, or the one that `key` names; a large one stays in the file. Offsets that overlap or
 * leave gaps are refused, as the format asks. Fails with "Format", which lists the arrays where there are several.
 * Source: the format's description in huggingface/safetensors.
 */
export function* readSafetensors(source: ByteSource, path: string, { key, dtype }: LoadOptions): Steps<AnyTensor> {
  const { entries, data } = yield* readHeader(source, path);
  const entry = choose(entries, key, path);
  const element = elementNamed(entry.dtype) ?? malformed(path, `"${entry.name}" has elements ${entry.dtype}, which are not read`);
  if (sizeOf(entry.shape) * element.bytes !== entry.end - entry.start)
    malformed(
      path,
      `"${entry.name}" of shape [${entry.shape.join(", ")}] and ${entry.dtype} does not fill its ${entry.end - entry.start} bytes`,
    );
  return yield* readElements({ source, path, element, offset: data + entry.start, shape: entry.shape, dtype });
}

function* readHeader(source: ByteSource, path: string): Steps<{ entries: readonly Entry[]; data: number }> {
  if (source.size < 8) malformed(path, `no .safetensors file: only ${source.size} bytes`);
  const prefix = yield* readBytes(source, path, 0, 8);
  const length = Number(new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) malformed(path, `the header claims ${length} bytes; the most is ${MAX_HEADER_BYTES}`);
  if (8 + length > source.size) malformed(path, `the file is cut short: ${source.size} bytes, and the header alone ends at ${8 + length}`);
  const json = yield* parseJson(yield* readText(windowOf(source, 8, length), path), path);
  if (!(json instanceof Map)) return malformed(path, "the header is no JSON object");
  const entries = [...json].filter(([name]) => name !== "__metadata__").map(([name, entry]) => entryOf(name, entry, path));
  checkOffsets(entries, source.size - 8 - length, path);
  return { entries, data: 8 + length };
}

function entryOf(name: string, json: Json, path: string): Entry {
  if (!(json instanceof Map)) return malformed(path, `the header's entry "${name}" is no object`);
  const dtype = json.get("dtype");
  const shape = json.get("shape");
  const offsets = json.get("data_offsets");
  if (typeof dtype !== "string") return malformed(path, `"${name}" has no dtype`);
  if (!isCounts(shape) || shape.length > MAX_DIMS) return malformed(path, `the shape of "${name}" is no list of whole numbers from 0 on`);
  const [start, end] =
    isCounts(offsets) && offsets.length === 2 ? (offsets as [number, number]) : malformed(path, `"${name}" has no data_offsets`);
  if (end < start) malformed(path, `"${name}" ends before it begins`);
  return { name, dtype, shape, start, end };
}

function isCounts(json: Json | undefined): json is readonly number[] {
  return Array.isArray(json) && json.every((item) => typeof item === "number" && Number.isSafeInteger(item) && item >= 0);
}

/** The arrays lie end to end and fill the data: none overlaps, and none reaches beyond the file. */
function checkOffsets(entries: readonly Entry[], size: number, path: string): void {
  let at = 0;
  for (const { name, start, end } of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < at) malformed(path, `"${name}" overlaps the array before it`);
    if (start > at) malformed(path, `there is a gap of ${start - at} bytes before "${name}"`);
    if (end > size) malformed(path, `"${name}" ends at byte ${end} of the data, but only ${size} bytes are there (cut short?)`);
    at = end;
  }
}

function choose(entries: readonly Entry[], key: string | undefined, path: string): Entry {
  const [first] = entries;
  const names = entries.map(({ name }) => name);
  if (key !== undefined) return entries.find(({ name }) => name === key) ?? unknownKey(path, "array", key, names);
  if (first && entries.length === 1) return first;
  if (!first) return malformed(path, "it holds no arrays");
  const shapes = entries.map(({ dtype, shape }) => [dtype, ...(shape.length > 0 ? [shape.join(" × ")] : [])].join(" "));
  return malformed(path, `it holds ${entries.length} arrays; choose one by key = "…": ${listed(names, shapes)}`);
}

function elementNamed(dtype: string): Element | undefined {
  if (dtype === "BF16") return bfloat16Element;
  return Object.hasOwn(ELEMENTS, dtype) ? elementOf(ELEMENTS[dtype] as string) : undefined;
}
