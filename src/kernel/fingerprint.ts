import { present } from "../language/index.ts";
import { type AnyTensor, type Distribution, sizeOf, type Tensor, type Value } from "../model/index.ts";
import { Digest } from "./digest.ts";

/** Elements of a value that are read to tell it from another; a larger one is known by where it came from. */
const MOST_ELEMENTS = 4_000_000;

/** Digests of arrays, which nobody changes once they are made. */
const known = new WeakMap<object, string>();

/**
 * What tells a value of the scope from a different one: equal for values of the same content. Null where the content can't be
 * told: functions, what comes from a file chunk by chunk, and what is too large.
 */
export function fingerprint(raw: unknown): string | null {
  const digest = new Digest();
  return add(digest, raw) ? digest.end() : null;
}

function add(digest: Digest, raw: unknown): boolean {
  if (typeof raw === "function") return false;
  const value = present(raw);
  if (value.kind === "other") return addExact(digest, raw);
  return addValue(digest, value, raw);
}

/** A value of mathjs's own classes, by its exact serialisation. */
function addExact(digest: Digest, raw: unknown): boolean {
  if (typeof raw !== "object" || raw === null || !("toJSON" in raw)) return false;
  digest.text("exact").text(JSON.stringify(raw, exactly));
  return true;
}

/** What JSON leaves out or refuses. */
function exactly(_key: string, value: unknown): unknown {
  return typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value)) ? `${typeof value} ${value}` : value;
}

function addValue(digest: Digest, value: Value, raw: unknown): boolean {
  digest.text(value.kind);
  switch (value.kind) {
    case "number":
      return Boolean(digest.number(value.value));
    case "boolean":
    case "string":
      return Boolean(digest.text(String(value.value)));
    case "null":
      return true;
    case "complex":
      return Boolean(digest.number(value.re).number(value.im));
    case "tensor":
    case "lazy":
      return addTensor(digest, value);
    case "distribution":
      return addDistribution(digest, value);
    case "list":
      return addList(digest, raw, value.items);
    case "object":
      return Object.entries(value.entries).every(([name]) => add(digest.text(name), Reflect.get(Object(raw), name)));
    case "sweep":
      digest.text(value.parameter).bytes(Float64Array.from(value.values));
      return value.results.every((result) => addValue(digest, result, result));
    case "control":
    case "trace":
    case "chart":
      digest.text(JSON.stringify(value, exactly));
      return true;
    case "other":
      return false;
  }
}

/** The raw items where they are at hand, for they say more than what is shown of them. */
function addList(digest: Digest, raw: unknown, items: readonly Value[]): boolean {
  const all: readonly unknown[] = Array.isArray(raw) ? raw : items;
  digest.word(all.length);
  if (raw !== all && typeof raw === "object" && raw !== null && "toJSON" in raw) return addExact(digest, raw);
  return all.every((item) => add(digest, item));
}

function addDistribution(digest: Digest, d: Distribution): boolean {
  digest.number(d.tau).word(d.axis);
  addLabels(digest, d.labels);
  if (d.mask && !addTensor(digest.text("mask"), d.mask)) return false;
  return addTensor(digest, d.logits);
}

function addTensor(digest: Digest, x: AnyTensor): boolean {
  if (x.kind === "lazy" || sizeOf(x.shape) > MOST_ELEMENTS) return false;
  digest.text(x.dtype).text(x.shape.join());
  addLabels(digest, x.labels);
  digest.text(dataDigest(x));
  return true;
}

function dataDigest({ data }: Tensor): string {
  const found = known.get(data);
  if (found !== undefined) return found;
  const made = new Digest().bytes(data).end();
  known.set(data, made);
  return made;
}

function addLabels(digest: Digest, labels: readonly string[] | undefined): void {
  digest.word(labels?.length ?? -1);
  for (const label of labels ?? []) digest.text(label);
}
