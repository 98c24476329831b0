import { type ByteSource, type Steps, wait } from "../model/index.ts";
import { malformed } from "./malformed.ts";

/** The formats that are read. */
export type Format = "npy" | "npz" | "safetensors" | "csv" | "tsv" | "json" | "jsonl" | "klBase" | "parquet" | "arrow" | "raw";

const EXTENSIONS: Readonly<Record<string, Format>> = {
  npy: "npy",
  npz: "npz",
  safetensors: "safetensors",
  csv: "csv",
  tsv: "tsv",
  json: "json",
  jsonl: "jsonl",
  ndjson: "jsonl",
  parquet: "parquet",
  arrow: "arrow",
  arrows: "arrow",
  feather: "arrow",
  ipc: "arrow",
  bin: "raw",
  raw: "raw",
};

/** What a file begins with, as Latin-1 text. */
const MAGIC: readonly (readonly [bytes: string, format: Format])[] = [
  ["\x93NUMPY", "npy"],
  ["PK\x03\x04", "npz"],
  ["PK\x05\x06", "npz"],
  ["_logits_", "klBase"],
  ["PAR1", "parquet"],
  ["ARROW1", "arrow"],
  ["\xff\xff\xff\xff", "arrow"],
];

/** Files that people try, and what to do with them instead. */
const REFUSED: readonly (readonly [bytes: string, what: string])[] = [
  ["FEA1", "it is of Feather version 1; write it again as version 2"],
  ["PARE", "the .parquet file is encrypted"],
  ["\x1f\x8b", "it is compressed by gzip; unpack it first"],
  ["\x28\xb5\x2f\xfd", "it is compressed by zstd; unpack it first"],
  ["\x89HDF", "HDF5 is not read; save the array as .npy or .safetensors"],
  ["\x80\x02", "it is a Python pickle, which is not read; save the array as .npy or .safetensors"],
  ["\x80\x03", "it is a Python pickle, which is not read; save the array as .npy or .safetensors"],
  ["\x80\x04", "it is a Python pickle, which is not read; save the array as .npy or .safetensors"],
  ["\x80\x05", "it is a Python pickle, which is not read; save the array as .npy or .safetensors"],
  ["GGUF", "GGUF holds a model's weights; save logits as .npy or .safetensors"],
];

/** Bytes that tell a format. */
const HEAD_BYTES = 16;

/** The format of a file: by the bytes that it begins with, else by its name. Fails with "Format" where neither is known. */
export function* formatOf(source: ByteSource, path: string): Steps<Format> {
  const head = yield* wait(source.read(0, Math.min(HEAD_BYTES, source.size)));
  const text = String.fromCharCode(...head);
  const magic = MAGIC.find(([bytes]) => text.startsWith(bytes));
  if (magic) return magic[1];
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  const named = Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
  if (named === "raw") return named;
  const refused = REFUSED.find(([bytes]) => text.startsWith(bytes));
  if (refused) malformed(path, refused[1]);
  if (named) return named;
  if (looksLikeSafetensors(head, source.size)) return "safetensors";
  const known = Object.keys(EXTENSIONS)
    .map((name) => `.${name}`)
    .join(", ");
  return malformed(path, `the format ${extension ? `.${extension}` : "of a file without an extension"} is not known; ${known} are`);
}

function looksLikeSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  return Number(new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true)) + 8 <= size;
}
