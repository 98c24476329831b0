import type { ByteSource, Dtype, Steps, Value } from "../model/index.ts";
import { readNpz } from "./archive/readNpz.ts";
import { readArrow } from "./columnar/readArrow.ts";
import { readParquet } from "./columnar/readParquet.ts";
import { type Format, formatOf } from "./format.ts";
import { malformed } from "./malformed.ts";
import { readJson, readJsonLines } from "./readJson.ts";
import { readKlBase } from "./readKlBase.ts";
import { readNpy } from "./readNpy.ts";
import { readRaw } from "./readRaw.ts";
import { readSafetensors } from "./readSafetensors.ts";
import { readTable } from "./readTable.ts";

/** What a file holds: mostly a tensor; text gives a list of strings. */
export type Loaded = Value;

export interface LoadOptions {
  /** Array of an archive, entry of an object, column of a table. */
  readonly key?: string | undefined;
  /** Another name for `key`. */
  readonly column?: string | undefined;
  /** Casts the numbers. */
  readonly dtype?: Dtype | undefined;
}

type Reader = (source: ByteSource, path: string, options: LoadOptions) => Steps<Loaded>;

const READERS: Readonly<Record<Format, Reader>> = {
  npy: readOneArray,
  npz: readNpz,
  safetensors: readSafetensors,
  csv: (source, path, { key, dtype }) => readTable(source, path, { column: key, dtype }),
  tsv: (source, path, { key, dtype }) => readTable(source, path, { column: key, dtype }, "\t"),
  json: readJson,
  jsonl: readJsonLines,
  klBase: readKlBase,
  parquet: readParquet,
  arrow: readArrow,
  raw: (source, path, { dtype }) => readRaw(source, path, dtype),
};

function* readOneArray(source: ByteSource, path: string, { key, dtype }: LoadOptions): Steps<Loaded> {
  if (key !== undefined) malformed(path, `a .npy holds one array, so there is no "${key.slice(0, 60)}" to choose`);
  return yield* readNpy(source, path, dtype);
}

/**
 * Reads a file in the format that it begins like, or that its name ends in. `path` serves for that and for messages.
 * Fails with "Format" (what is wrong, and where), "TooLarge", "Domain" (a cast that doesn't fit), or as the source does ("File").
 */
export function* loadTensor(source: ByteSource, path: string, options: LoadOptions = {}): Steps<Loaded> {
  const format = yield* formatOf(source, path);
  return yield* READERS[format](source, path, { key: options.key ?? options.column, dtype: options.dtype });
}
