import type { ByteSource, Dtype, Steps, Value } from "../model/index.ts";
import { malformed } from "./malformed.ts";
import { readJson } from "./readJson.ts";
import { readNpy } from "./readNpy.ts";
import { readTable } from "./readTable.ts";

/** What a file holds: mostly a tensor; text gives a list of strings. */
export type Loaded = Value;

export interface LoadOptions {
  /** Entry of a .json object. */
  readonly key?: string | undefined;
  /** Column of a table; another name for `key`. */
  readonly column?: string | undefined;
  /** Casts the numbers. */
  readonly dtype?: Dtype | undefined;
}

type Reader = (source: ByteSource, path: string, options: LoadOptions) => Steps<Loaded>;

const READERS: Readonly<Record<string, Reader>> = {
  npy: (source, path, { dtype }) => readNpy(source, path, dtype),
  csv: (source, path, { column, key, dtype }) => readTable(source, path, { column: column ?? key, dtype }),
  tsv: (source, path, { column, key, dtype }) => readTable(source, path, { column: column ?? key, dtype }, "\t"),
  json: (source, path, { column, key, dtype }) => readJson(source, path, { key: key ?? column, dtype }),
};

/**
 * Reads a file in the format that its extension names. `path` serves for that and for messages.
 * Fails with "Format" (what is wrong, and where), "TooLarge", "Domain" (a cast that doesn't fit), or as the source does ("File").
 */
export function* loadTensor(source: ByteSource, path: string, options: LoadOptions = {}): Steps<Loaded> {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  const reader = Object.hasOwn(READERS, extension) ? READERS[extension] : undefined;
  if (reader) return yield* reader(source, path, options);
  const known = Object.keys(READERS)
    .map((name) => `.${name}`)
    .join(", ");
  return malformed(path, `the format ${extension ? `.${extension}` : "of a file without an extension"} is not known; ${known} are`);
}
