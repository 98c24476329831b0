import { type AnyTensor, type ByteSource, fail, type Steps } from "../../model/index.ts";
import type { LoadOptions } from "../load.ts";
import { malformed } from "../malformed.ts";
import { MAX_HELD, readNpy, readNpyExtent } from "../readNpy.ts";
import { listed, unknownKey } from "../unknownKey.ts";
import { type Inspect, openEntry } from "./openEntry.ts";
import { readZipDirectory, type ZipEntry } from "./zipDirectory.ts";

/**
 * One array of a NumPy archive: the only one, or the one that `key` names. Stored large arrays stay in the file, compressed ones are
 * inflated, once their header accounts for their size and promises no more than `limit` elements. Fails with "Format", which lists the arrays
 * where there are several, or "TooLarge".
 */
export function* readNpz(source: ByteSource, path: string, { key, dtype }: LoadOptions, limit = MAX_HELD): Steps<AnyTensor> {
  const entries = yield* readZipDirectory(source, path);
  const arrays = new Map(entries.filter(({ name }) => name.endsWith(".npy")).map((entry) => [entry.name.slice(0, -4), entry]));
  const name = key ?? only([...arrays.keys()], path, entries);
  const entry = arrays.get(name) ?? unknownKey(path, "array", name, [...arrays.keys()]);
  const within = `${path}: ${entry.name}`;
  return yield* readNpy(yield* openEntry(source, path, entry, inspectNpy(within, entry.size, limit)), within, dtype);
}

function inspectNpy(path: string, size: number, limit: number): Inspect {
  return function* (head) {
    const { header, element, count } = yield* readNpyExtent(head, path, size);
    const more = size - header.data - count * element.bytes;
    // Nothing writes them, and there may be a gigabyte.
    if (more > 0) malformed(path, `the header accounts for no more than ${size - more} of ${size} bytes`);
    if (count > limit) fail("TooLarge", `${path}: ${count} compressed elements; the most is ${limit}. Save it uncompressed, with np.savez`);
  };
}

function only(names: readonly string[], path: string, entries: readonly ZipEntry[]): string {
  const [first] = names;
  if (names.length === 1 && first !== undefined) return first;
  if (names.length > 1) return malformed(path, `it holds ${names.length} arrays; choose one by key = "…": ${listed(names)}`);
  // PyTorch's files are archives of pickles, and a pickle is a program.
  if (entries.some(({ name }) => /(^|\/)data\.pkl$/.test(name)))
    malformed(path, "it is a PyTorch file of pickled objects, which are not read; save it as .safetensors");
  return malformed(
    path,
    `the archive holds no .npy arrays${entries.length === 0 ? "" : `, but ${listed(entries.map(({ name }) => name))}`}`,
  );
}
