import { describe, expect, it } from "vitest";
import { fromNested, type LogsumexpOptions, logsumexp, randn } from "../../../src/engine/index.ts";
import { finish } from "../../../src/model/index.ts";
import { failureOf, lazily, numbers, tensor } from "./given.ts";

const NAN = Number.NaN;
const lse = (a: number[], options: LogsumexpOptions = {}) => {
  const { value, sign } = finish(logsumexp(tensor(a), options));
  return [value.data[0], sign.data[0]];
};

describe("logsumexp", () => {
  it("of [1, 2, 3] is 3.40760596444438", () => {
    expect(lse([1, 2, 3])[0]).toBeCloseTo(3.40760596444438, 14);
    expect(lse([1000, 1000])[0]).toBeCloseTo(1000 + Math.LN2, 12);
  });

  it("keeps a small excess over the maximum, as SciPy", () => {
    expect(lse([0, -40])[0]).toBeCloseTo(4.248354255291589e-18, 30);
  });

  it("of all -Infinity, of nothing, and of what is masked everywhere is (-Infinity, 0)", () => {
    expect(lse([-Infinity, -Infinity])).toEqual([-Infinity, 0]);
    expect(lse([])).toEqual([-Infinity, 0]);
    expect(lse([1, NAN], { mask: tensor([0, 0], "bool") })).toEqual([-Infinity, 0]);
  });

  it("of [+Infinity, 0] and [+Infinity, +Infinity, 0] is +Infinity, of [-Infinity, 0] it is 0", () => {
    expect(lse([Infinity, 0])).toEqual([Infinity, 1]);
    expect(lse([Infinity, Infinity, 0])).toEqual([Infinity, 1]);
    expect(lse([-Infinity, 0])).toEqual([0, 1]);
  });

  it("of any NaN is NaN", () => {
    expect(lse([1, NAN])).toEqual([NAN, NAN]);
    expect(lse([Infinity, NAN])).toEqual([NAN, NAN]);
    expect(lse([-Infinity, NAN])).toEqual([NAN, NAN]);
  });

  // scipy.special.logsumexp(…, return_sign=True), SciPy 1.17.
  it.each([
    [
      [1, 2, 3],
      [1, -2, 1.5],
      [2.8941687078706826, 1],
    ],
    [
      [1, 2],
      [-1, -1],
      [2.313261687518223, -1],
    ],
    [
      [Infinity, NAN, 2],
      [0, 0, 3],
      [3.09861228866811, 1],
    ],
    [
      [1, 1],
      [1, -1],
      [-Infinity, 0],
    ],
    [
      [Infinity, Infinity],
      [1, -1],
      [NAN, NAN],
    ],
    [
      [NAN, 0],
      [1, 1],
      [NAN, NAN],
    ],
    [
      [0, 0],
      [NAN, 1],
      [NAN, NAN],
    ],
    [
      [1, 2],
      [0, 0],
      [-Infinity, 0],
    ],
  ])("of %j weighted by %j is %j", (a, b, expected) => {
    const [value, sign] = lse(a, { b: tensor(b) });
    if (Number.isFinite(expected[0])) expect(value).toBeCloseTo(expected[0] as number, 13);
    else expect(value).toBe(expected[0]);
    expect(sign).toBe(expected[1]);
  });

  it("takes a number for b, and broadcasts b against a", () => {
    expect(lse([0, 0], { b: 2 })[0]).toBeCloseTo(Math.log(4), 15);
    const rows = finish(
      logsumexp(
        tensor([
          [0, 0],
          [1, 1],
        ]),
        { b: tensor([[1], [2]]) },
      ),
    ).value;
    expect(rows.shape).toEqual([2]);
    expect(rows.data[1]).toBeCloseTo(1 + Math.log(4), 14);
  });

  it("goes along one axis, several, or all, and keeps them as extent 1 if asked", () => {
    const a = finish(randn([2, 3, 4], { seed: 1, stream: "lse" }));
    const shape = (options: LogsumexpOptions) => finish(logsumexp(a, options)).value.shape;
    expect(shape({})).toEqual([2, 3]);
    expect(shape({ dim: null })).toEqual([]);
    expect(shape({ dim: [0, -1] })).toEqual([3]);
    expect(shape({ dim: [0, 2], keepdims: true })).toEqual([1, 3, 1]);
    const total = Math.log(numbers(a).reduce((sum, x) => sum + Math.exp(x), 0));
    expect(numbers(finish(logsumexp(a, { dim: null })).value)[0]).toBeCloseTo(total, 13);
    const parts = numbers(finish(logsumexp(a, { dim: [0, 2] })).value);
    expect(Math.log(parts.reduce((sum, x) => sum + Math.exp(x), 0))).toBeCloseTo(total, 13);
  });

  it("streams lazy input to the same bits", () => {
    const a = finish(randn([100_000], { seed: 1, stream: "lazy" }));
    expect(finish(logsumexp(lazily(a)))).toEqual(finish(logsumexp(a)));
  });

  it("is float32 for float32", () => {
    expect(finish(logsumexp(fromNested([1, 2], "float32"))).value.dtype).toBe("float32");
  });

  it("refuses an axis that is not there or named twice", () => {
    expect(failureOf(() => lse([1], { dim: 1 })).code).toBe("Shape");
    expect(failureOf(() => finish(logsumexp(tensor([[1]]), { dim: [0, -2] }))).message).toContain("twice");
  });
});
