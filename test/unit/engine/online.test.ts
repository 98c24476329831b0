import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareNumerics, logsumexp, mergeStates, naiveSoftmax, onlineBlocks, onlineSoftmax, ulpError } from "../../../src/engine/index.ts";
import { finish, type Tensor } from "../../../src/model/index.ts";
import { failureOf, lazily, logits, numbers, p, tensor } from "./given.ts";

const trace = (z: number[], block: number) => finish(onlineSoftmax(tensor(z), block));
const blocksOf = (...blocks: number[][]) => onlineBlocks(blocks.map((block) => Float64Array.from(block)));

describe("online softmax", () => {
  it("gives m, l, the correction and the log-sum-exp after each block", () => {
    const { block, m, l, correction, lse } = trace([1, 3, 2, 5, 4], 2);
    expect(block).toEqual([1, 2, 3]);
    expect(m).toEqual([3, 5, 5]);
    expect(correction[0]).toBe(0);
    expect(correction[1]).toBeCloseTo(Math.exp(-2), 15);
    expect(correction[2]).toBe(1);
    // 1 + e^-2, e^-2 (1 + e^-2) + 1 + e^-3, and e^-1 more.
    expect(l[0]).toBeCloseTo(1.1353352832366127, 15);
    expect(l[1]).toBeCloseTo(1.2034379904932107, 15);
    expect(l[2]).toBeCloseTo(1.5713174316646531, 15);
    expect(lse[2]).toBeCloseTo(finish(logsumexp(tensor([1, 3, 2, 5, 4]))).value.data[0] as number, 14);
  });

  it("an all -Infinity chunk acts as identity, and so does an empty one", () => {
    const { m, l, correction } = blocksOf([-Infinity], [1, 2], [], [-Infinity, -Infinity], [0]);
    expect(m).toEqual([-Infinity, 2, 2, 2, 2]);
    expect(correction).toEqual([1, 0, 1, 1, 1]);
    expect(l[3]).toBe(l[1]);
    expect(blocksOf([-Infinity]).lse).toEqual([-Infinity]);
  });

  it("NaN stays, and +Infinity wins", () => {
    expect(trace([0, Number.NaN, 1], 1).lse).toEqual([0, Number.NaN, Number.NaN]);
    expect(trace([0, Infinity, 1], 1).lse).toEqual([0, Infinity, Infinity]);
  });

  it("chunk-size invariance: the last row does not depend on the cut", () => {
    fc.assert(
      fc.property(logits, fc.integer({ min: 1, max: 50 }), (z, block) => {
        const [whole, cut, read] = [trace(z, z.length), trace(z, block), finish(onlineSoftmax(lazily(tensor(z)), block))];
        expect(cut.m.at(-1)).toBe(whole.m.at(-1));
        expect(cut.l.at(-1)).toBeCloseTo(whole.l.at(-1) as number, 12);
        expect(read).toEqual(cut);
      }),
    );
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => trace([1], 0)).message).toBe("block must be a whole number from 1, got 0");
    expect(failureOf(() => finish(onlineSoftmax(tensor([[1, 2]]), 2))).code).toBe("Shape");
  });
});

describe("merge_state: monoid (m, l), identity (-Infinity, 0)", () => {
  const merged = (...state: number[]): [number, number] => {
    const { m, l } = finish(mergeStates(...(state as [number, number, number, number])));
    return [numbers(m)[0] as number, numbers(l)[0] as number];
  };

  it("merges numbers, and tensors element by element", () => {
    expect(merged(3, 1.5, 5, 1.25)).toEqual([5, 1.5 * Math.exp(-2) + 1.25]);
    const { m, l } = finish(mergeStates(tensor([3, 0]), tensor([1.5, 1]), 3, 1));
    expect([numbers(m), numbers(l)]).toEqual([
      [3, 3],
      [2.5, 1 + Math.exp(-3)],
    ]);
  });

  it("is commutative, associative within ulps, and has its identity", () => {
    const state = fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 1, max: 50, noNaN: true }));
    fc.assert(
      fc.property(state, state, state, (a, b, c) => {
        expect(merged(...a, ...b)).toEqual(merged(...b, ...a));
        const [left, right] = [merged(...merged(...a, ...b), ...c), merged(...a, ...merged(...b, ...c))];
        expect(left[0]).toBe(right[0]);
        expect(left[1] / right[1]).toBeCloseTo(1, 13);
        expect(merged(...a, -Infinity, 0)).toEqual(a);
      }),
    );
    expect(merged(-Infinity, 0, -Infinity, 0)).toEqual([-Infinity, 0]);
  });
});

describe("naive_softmax", () => {
  it("is softmax while nothing overflows, and NaN from then on", () => {
    for (const [i, x] of numbers(finish(naiveSoftmax(tensor([1, 2, 3])))).entries()) expect(x).toBeCloseTo(p([1, 2, 3])[i] as number, 15);
    expect(numbers(finish(naiveSoftmax(tensor([0, 710]))))).toEqual([0, Number.NaN]);
    expect(numbers(finish(naiveSoftmax(tensor([0, 89], "float32"))))).toEqual([0, Number.NaN]);
    expect(numbers(finish(naiveSoftmax(tensor([0, 88], "float32"))))[1]).toBe(1);
    expect(numbers(finish(naiveSoftmax(tensor([0, 12], "float16"))))).toEqual([0, Number.NaN]);
  });
});

describe("compare_numerics", () => {
  const of = (z: number[], dtype: "float16" | "float32" | "float64") =>
    Object.fromEntries(finish(compareNumerics(tensor(z), [dtype])).map((row) => [row.method, row]));

  it("finds the naive way overflowing where the others do not", () => {
    const { naive, safe, online } = of([1000, 1001.5], "float64");
    expect([naive?.overflow, safe?.overflow, online?.overflow]).toEqual([true, false, false]);
    expect([naive?.sum, safe?.sum, online?.sum]).toEqual([Number.NaN, 1, 1]);
    expect(naive?.ulps).toBe(Infinity);
  });

  // Blanchard & Higham, doi 10.1093/imanum/draa038.
  it.each(["float16", "float32", "float64"] as const)("%s: exp(z - lse) can lose accuracy, division does not", (dtype) => {
    const { safe, online, "exp(z - lse)": shifted } = of([1000, 1001.5, 999], dtype);
    expect(safe?.ulps).toBeLessThan(3);
    expect(online?.ulps).toBeLessThan(3);
    expect(shifted?.ulps).toBeGreaterThan(100);
  });

  it("measures against the exact softmax: 2/3 of [log 2, 0] in 40 digits", () => {
    // float64(log 2) is log 2 less 2.319e-17, so p is 0.0464 units of 2^-53 below 2/3, and float64(2/3) is 1/3 of one below it.
    const [row] = finish(compareNumerics(tensor([Math.LN2, 0]), ["float64"])).filter(({ method }) => method === "safe");
    const got = row?.result[0] as number;
    const steps = Math.round((got - 2 / 3) / 2 ** -53);
    expect(row?.ulps).toBeGreaterThanOrEqual(Math.abs(steps - 1 / 3 + 0.0464) - 1e-3);
    expect(row?.ulps).toBeLessThan(2);
  });

  it("keeps its reference down to subnormal probabilities", () => {
    const rows = finish(compareNumerics(tensor([0, -740]), ["float64"]));
    expect(rows.every(({ ulps }) => ulps < 2)).toBe(true);
    expect(finish(compareNumerics(tensor([0, -1e308]), ["float64"])).every(({ ulps }) => ulps === 0)).toBe(true);
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => of([1, Infinity], "float64")).message).toContain("z must be finite");
    expect(failureOf(() => of([1, 70_000], "float16")).message).toContain("float16");
    expect(failureOf(() => finish(compareNumerics(tensor([1]), ["int32"]))).message).toContain("dtypes");
  });
});

describe("ulp_error", () => {
  const off = (x: Tensor | number, reference: Tensor | number) => numbers(finish(ulpError(x, reference)));

  it("counts in units of the last place of x's dtype", () => {
    expect(off(1 + 2 ** -52, 1)).toEqual([1]);
    expect(off(1 - 2 ** -53, 1)).toEqual([0.5]);
    expect(off(tensor([1 + 2 ** -23, 4], "float32"), tensor([1, 4]))).toEqual([1, 0]);
    expect(off(tensor([1 + 2 ** -10], "float16"), 1)).toEqual([1]);
    expect(off(tensor([1 + 2 ** -7], "bfloat16"), 1)).toEqual([1]);
    expect(off(3 * 2 ** -1074, 2 ** -1074)).toEqual([2]);
  });

  it("of infinities, NaN and 0", () => {
    expect(off(tensor([Infinity, 1, Number.NaN]), tensor([Infinity, Infinity, 1]))).toEqual([0, Infinity, Number.NaN]);
    expect(off(2 ** -1074, 0)).toEqual([1]);
  });
});
