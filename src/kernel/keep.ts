import { type Failure, sizeOf, type ViewEnvelope } from "../model/index.ts";

/** What a cell shows of one of its statements. */
export interface Shown {
  readonly statement: number;
  readonly envelope: ViewEnvelope;
}

/** What came of a cell's run: what it shows, and how it ended. */
export interface Result {
  readonly status: "ok" | "error" | "cancelled";
  readonly shown: readonly Shown[];
  readonly failure?: Failure | undefined;
}

/** A result with the names that the cell set, so that it can be put back. */
export interface Kept extends Result {
  /** Raw values; nobody changes them. */
  readonly names: ReadonlyMap<string, unknown>;
}

/** Results that were left behind, by the key of their text and inputs; the longest unused go when they hold more than `limit` bytes. */
export class Keep {
  readonly #limit: number;
  readonly #entries = new Map<string, { readonly kept: Kept; readonly bytes: number }>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  put(key: string, kept: Kept): void {
    this.#drop(key);
    const bytes = bytesOf(kept);
    if (bytes > this.#limit) return;
    this.#entries.set(key, { kept, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limit) break;
      this.#drop(oldest);
    }
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): Kept | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.kept;
  }

  #drop(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}

/** About what a value takes that is neither an array nor a text. */
const SMALL = 64;

function bytesOf({ names, shown }: Kept): number {
  let bytes = SMALL;
  for (const [name, value] of names) bytes += 2 * name.length + valueBytes(value);
  for (const { envelope } of shown) bytes += valueBytes(envelope);
  return bytes;
}

/** About how many bytes a value holds. A lazy tensor counts in full: it may hold on to an array of its size. */
function valueBytes(value: unknown, depth = 0): number {
  if (typeof value === "string") return SMALL + 2 * value.length;
  if (typeof value !== "object" || value === null) return 16;
  if (ArrayBuffer.isView(value)) return SMALL + value.byteLength;
  if (Array.isArray(value) && typeof value[0] === "number") return SMALL + 8 * value.length;
  // Deeper than any value of ours; a user's may be nested without end.
  if (depth > 40) return SMALL;
  const lazy: unknown = Reflect.get(value, "kind") === "lazy" ? Reflect.get(value, "shape") : undefined;
  if (Array.isArray(lazy)) return SMALL + 8 * sizeOf(lazy);
  let bytes = SMALL;
  for (const part of Object.values(value)) bytes += valueBytes(part, depth + 1);
  return bytes;
}
