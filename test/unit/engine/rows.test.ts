import { describe, expect, it } from "vitest";
import { referenceKernels, softmaxTensor } from "../../../src/engine/index.ts";
import type { Kernels } from "../../../src/engine/kernels.ts";
import { rowsModule } from "../../../src/engine/simd/emit/index.ts";
import { LONGEST, type ShortRows, shortRows } from "../../../src/engine/simd/rows.ts";
import { ROWS, ROWS_RELAXED } from "../../../src/engine/simd/rowsModule.ts";
import { finish } from "../../../src/model/index.ts";
import { backends } from "./backends.ts";
import { exactSoftmax } from "./exactSoftmax.ts";

const base64 = (module: Uint8Array): string => Buffer.from(module).toString("base64");

describe("the kernels of short rows", () => {
  it("have been emitted as they are held", () => {
    expect(base64(rowsModule(false)) === ROWS, "run node scripts/emit-kernels.mjs").toBe(true);
    expect(base64(rowsModule(true)) === ROWS_RELAXED, "run node scripts/emit-kernels.mjs").toBe(true);
  });

  it("are none where the kernels are plain", () => expect(shortRows(referenceKernels)).toBeNull());
});

/** mulberry32, in (0, 1). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

type Floats = Float32Array | Float64Array;
type Kind = {
  of(...values: number[]): Floats;
  from(values: ArrayLike<number>): Floats;
  new (length: number): Floats;
  readonly name: string;
};
const KINDS: readonly (readonly [string, Kind])[] = [
  ["float32", Float32Array],
  ["float64", Float64Array],
];

const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());

/** What logits may be like. Ties and far maxima take ways of their own, infinities, NaN and large maxima are none of the kernel's. */
const GIVEN: Record<string, (next: () => number, i: number) => number> = {
  "N(0, 1)": (next) => normal(next),
  "N(0, 30)": (next) => 30 * normal(next),
  "N(0, 1e4)": (next) => 1e4 * normal(next),
  "N(-700, 1)": (next) => normal(next) - 700,
  ties: (next) => Math.floor(3 * next()),
  "a peak over a plain": (next, i) => (i % 7 === 3 ? 40 : next()),
  "masked by -3.4e38": (next) => (next() < 0.7 ? -3.4e38 : normal(next)),
  "infinities and NaN among them": (next) =>
    next() < 0.05 ? ([NaN, Infinity, -Infinity, 1e30][Math.floor(4 * next())] as number) : normal(next),
  "mostly -Infinity": (next) => (next() < 0.9 ? -Infinity : normal(next)),
};

const bytesOf = (array: Float32Array | Float64Array): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** Rows by one call and one by one, with what lies before and behind them. */
function both(
  kernel: Kernels,
  rows: ShortRows,
  kind: Kind,
  size: readonly [number, number],
  tau: number,
  of: (next: () => number, i: number) => number,
) {
  const [count, n] = size;
  const next = uniform(n);
  const z = kind.from(Array.from({ length: count * n + 5 }, (_, i) => of(next, i)));
  const [together, alone] = [new kind(count * n + 4).fill(7), new kind(count * n + 4).fill(7)];
  rows(z, 3, count, n, tau, together, 1);
  const part = new Float64Array(4);
  for (let row = 0; row < count; row++) kernel.softmax(z, 3 + row * n, 3 + (row + 1) * n, tau, part, alone, 1 + row * n);
  return { together, alone };
}

const batched = backends.flatMap((kernel) => {
  const rows = shortRows(kernel);
  return rows ? [{ name: kernel.name, kernel, rows }] : [];
});

it("is tested with each SIMD that this host has", () => expect(batched.length).toBe(backends.length - 1));

describe.each(batched)("short rows, $name", ({ kernel, rows }) => {
  it.each(KINDS)("have the bits of one row by itself for each length up to 300, %s", (_, kind) => {
    for (let n = 1; n <= 300; n++) {
      const { together, alone } = both(kernel, rows, kind, [Math.ceil(600 / n), n], 1, GIVEN["N(0, 1)"] as (next: () => number) => number);
      expect(bytesOf(together).equals(bytesOf(alone)), `n = ${n}`).toBe(true);
    }
  });

  it.each(Object.entries(GIVEN))("have them for %s at any temperature", (_, of) => {
    for (const [, kind] of KINDS) {
      for (const tau of [1, 0.03, 250, 2 ** -41, 2 ** 41]) {
        for (const n of [1, 3, 10, 16, 17, 100, LONGEST]) {
          const { together, alone } = both(kernel, rows, kind, [Math.max(3, Math.ceil(3000 / n)), n], tau, of);
          expect(bytesOf(together).equals(bytesOf(alone)), `${kind.name}, n = ${n}, tau = ${tau}`).toBe(true);
        }
      }
    }
  });

  it.each([1, 255, 256, 257, 1000])("are all stored, and nothing else, of %d rows", (count) => {
    const { together, alone } = both(kernel, rows, Float32Array, [count, 5], 1, GIVEN["N(0, 1)"] as (next: () => number) => number);
    expect(bytesOf(together).equals(bytesOf(alone))).toBe(true);
  });

  it.each([
    [Float32Array, 2.5e-7],
    [Float64Array, 4.5e-16],
  ] as const)("are as near to the exact ones as probabilities are to be, %o", (kind, most) => {
    const [count, n] = [40, 10];
    const next = uniform(n);
    const z = kind.from(Array.from({ length: count * n }, () => 3 * normal(next)));
    const out = new kind(count * n);
    rows(z, 0, count, n, 0.7, out, 0);
    for (let row = 0; row < count; row++) {
      const exact = exactSoftmax(Array.from(z.subarray(row * n, (row + 1) * n)), 0.7);
      const errors = exact.map((p, i) => Math.abs((out[row * n + i] as number) / p - 1));
      expect(Math.max(...errors)).toBeLessThanOrEqual(most);
    }
  });
});

describe("softmaxTensor of many short rows", () => {
  it.each(KINDS)("gives along the first axis what it gives along the last, %s", (dtype, kind) => {
    const next = uniform(3);
    const [n, columns] = [10, 5000];
    const across = kind.from(Array.from({ length: n * columns }, () => normal(next)));
    const along = across.map((_, i) => across[(i % n) * columns + Math.floor(i / n)] as number);
    const tensor = (data: Float32Array | Float64Array, shape: readonly number[]) => ({
      kind: "tensor" as const,
      dtype: dtype as "float32" | "float64",
      shape,
      data,
    });
    const first = finish(softmaxTensor(tensor(across, [n, columns]), { dim: 0 })).data as Float32Array;
    const last = finish(softmaxTensor(tensor(along, [columns, n]))).data as Float32Array;
    expect(first.every((p, i) => p === last[(i % columns) * n + Math.floor(i / columns)])).toBe(true);
  });
});
