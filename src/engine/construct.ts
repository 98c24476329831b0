import type { AnyTensor, Dtype, Steps, Tensor } from "../model/index.ts";
import { allocate, fail } from "../model/index.ts";
import { CHUNK, checkedSize } from "./limits.ts";
import { roundTo, store } from "./rounding.ts";
import { borrow64, giveBack } from "./scratch.ts";
import { shapeText } from "./shape.ts";
import { collect, lazyOf, readInto, tensorOf } from "./source.ts";

/** n numbers from a to b, both included, evenly spaced; float64. Throws Domain for an n that is no count, TooLarge. */
export function linspace(a: number, b: number, n: number): Tensor {
  const data = new Float64Array(checkedCount(n));
  const step = n > 1 ? (b - a) / (n - 1) : 0;
  // A span of more than the largest float64 is walked as two halves.
  const at = Number.isFinite(b - a) ? (i: number) => a + i * step : (i: number) => a * (1 - i / (n - 1)) + b * (i / (n - 1));
  for (let i = 1; i < n; i++) data[i] = at(i);
  if (n > 0) data[0] = a;
  if (n > 1) data[n - 1] = b;
  return tensorOf("float64", [n], data);
}

/** 10 to the powers linspace(a, b, n). */
export function logspace(a: number, b: number, n: number): Tensor {
  const powers = linspace(a, b, n);
  return tensorOf(
    "float64",
    powers.shape,
    powers.data.map((x) => 10 ** x),
  );
}

/** a, a + step, … short of b; float64, as numpy.arange. Throws Domain for step 0 or an endless range. */
export function arange(a: number, b: number, step = 1): Tensor {
  const n = Math.max(0, Math.ceil((b - a) / step));
  for (const [name, bound] of Object.entries({ a, b })) if (!Number.isFinite(bound)) fail("Domain", `${name} must be finite, got ${bound}`);
  if (step === 0 || !Number.isFinite(n)) fail("Domain", `step must not be 0 or NaN, got ${step}`);
  const data = new Float64Array(checkedSize([n]));
  for (let i = 0; i < n; i++) data[i] = a + i * step;
  return tensorOf("float64", [n], data);
}

/** Zipf's law, k^−s / Σ j^−s for ranks k = 1 … n, as scipy.stats.zipfian; s = Infinity gives all to the first. Throws Domain, TooLarge. */
export function zipf(n: number, s: number): Tensor {
  if (!(s >= 0)) fail("Domain", `s must be 0 or more, got ${s}`);
  const shares = new Float64Array(checkedCount(n)).map((_, i) => (i === 0 ? 1 : (i + 1) ** -s));
  // The smallest first, so that none is lost in the sum.
  const total = shares.reduceRight((sum, share) => sum + share, 0);
  return tensorOf(
    "float64",
    [n],
    shares.map((share) => share / total),
  );
}

/** A tensor of one value, repeated. */
export function full(shape: readonly number[], value: number, dtype: Dtype = "float64"): Tensor {
  const data = allocate(dtype, checkedSize(shape));
  data.fill(roundTo(dtype, value));
  return tensorOf(dtype, [...shape], data);
}

export function scalar(x: number): Tensor {
  return tensorOf("float64", [], Float64Array.of(x));
}

function checkedCount(n: number): number {
  if (!Number.isInteger(n) || n < 0) fail("Domain", `n must be a whole number from 0, got ${n}`);
  return checkedSize([n]);
}

export type Nested = number | readonly Nested[];

/** A rectangular nesting of numbers as a tensor. Throws Shape where its rows differ in length. */
export function fromNested(nested: Nested, dtype: Dtype = "float64"): Tensor {
  const shape: number[] = [];
  for (let level = nested; typeof level !== "number"; level = level[0] ?? 0) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = allocate(dtype, checkedSize(shape));
  let at = 0;
  const visit = (part: Nested, depth: number): void => {
    const extent = shape[depth];
    if (typeof part === "number" ? extent !== undefined : part.length !== extent)
      fail("Shape", "rows of a tensor must have the same length");
    if (typeof part === "number") data[at++] = roundTo(dtype, part);
    else for (const item of part) visit(item, depth + 1);
  };
  visit(nested, 0);
  return tensorOf(dtype, shape, data);
}

/** The elements as nested arrays; a number for a scalar. */
export function toNested(t: Tensor): Nested {
  const build = (depth: number, start: number, size: number): Nested => {
    if (depth === t.shape.length) return t.data[start] as number;
    const extent = t.shape[depth] as number;
    const part = size / Math.max(extent, 1);
    return Array.from({ length: extent }, (_, i) => build(depth + 1, start + i * part, part));
  };
  return build(0, 0, t.data.length);
}

/** x with its elements rounded to `dtype`; lazy where x is. Floats to int32 are cut off towards zero. */
export function* cast(x: AnyTensor, dtype: Dtype): Steps<AnyTensor> {
  if (x.dtype === dtype) return x;
  const source = lazyOf(
    dtype,
    x.shape,
    {
      *read(start, end, out) {
        const wide = borrow64(end - start);
        yield* readInto(x, start, end, wide);
        store(dtype, wide, end - start, out, 0);
        giveBack(wide);
      },
    },
    x.labels,
  );
  return x.kind === "lazy" ? source : yield* collect(source, CHUNK);
}

/** x under other names for its entries. Throws Shape unless there is one for each entry of the last axis. */
export function withLabels<T extends AnyTensor>(x: T, labels: readonly string[]): T {
  const last = x.shape.at(-1) ?? 1;
  if (labels.length !== last) fail("Shape", `${labels.length} labels for ${last} entries (shape ${shapeText(x.shape)})`);
  return { ...x, labels };
}
