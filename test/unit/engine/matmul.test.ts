import { setFlagsFromString } from "node:v8";
import { describe, expect, it } from "vitest";
import { matmulModule } from "../../../src/engine/simd/emit/index.ts";
import { workshop } from "../../../src/engine/simd/matmul.ts";
import { MATMUL, MATMUL_RELAXED } from "../../../src/engine/simd/matmulModule.ts";

setFlagsFromString("--experimental-wasm-relaxed-simd");

describe("the product of matrices", () => {
  it("has been emitted as it is held", () => {
    const emitted = [true, false].map((fused) => Buffer.from(matmulModule(fused)).toString("base64"));
    expect(emitted[0] === MATMUL_RELAXED && emitted[1] === MATMUL, "run node scripts/emit-kernels.mjs").toBe(true);
  });

  it.each([
    [4, 4, 1, true],
    [12, 20, 3, true],
    [8, 64, 2, false],
  ] as const)("adds %d × %d by %d panels to what is there", (rows, depth, panels, fused) => {
    for (const width of [4, 8] as const)
      expect(product(width, rows, depth, panels, fused)).toEqual(plain(rows, depth, (panels * 32) / width));
  });
});

// Whole numbers, so that every order of additions gives the same.
const left = (i: number, e: number): number => ((i * 7 + e * 3) % 11) - 5;
const right = (e: number, j: number): number => ((e * 5 + j * 13) % 17) - 8;

function table(rows: number, columns: number, entry: (i: number, j: number) => number): number[] {
  return Array.from({ length: rows * columns }, (_, at) => entry(Math.floor(at / columns), at % columns));
}

function plain(rows: number, depth: number, n: number): number[] {
  const terms = Array.from({ length: depth }, (_, e) => e);
  return table(rows, n, (i, j) => terms.reduce((sum, e) => sum + left(i, e) * right(e, j), 100));
}

function product(width: 4 | 8, rows: number, depth: number, panels: number, fused: boolean): number[] {
  const bench = workshop(width, fused);
  if (!bench) throw new Error("this host runs SIMD");
  const { memory, columns } = bench;
  const [a, b, c, stride, n] = [16, 10_000, 30_000, depth + 3, panels * columns];
  for (let i = 0; i < rows; i++)
    memory.set(
      table(1, depth, (_, e) => left(i, e)),
      a + i * stride,
    );
  for (let panel = 0; panel < panels; panel++)
    memory.set(
      table(depth, columns, (e, j) => right(e, panel * columns + j)),
      b + panel * depth * columns,
    );
  memory.fill(100, c, c + rows * n);
  bench.multiply({ at: a, stride }, b, { at: c, stride: n }, { rows, depth, panels });
  return Array.from(memory.subarray(c, c + rows * n));
}
