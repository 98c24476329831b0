import { describe, expect, it } from "vitest";
import { describeSweep, distributionStats, logspace, probabilities, randn, scalar, softmax } from "../../../src/engine/index.ts";
import { type AnyTensor, type Distribution, finish, type Value } from "../../../src/model/index.ts";
import { lazily, numbers, tensor } from "./given.ts";

const { NaN: NAN } = Number;

describe("the view of a sweep", () => {
  const sweep = (values: number[], result: (v: number) => Value) =>
    finish(describeSweep({ kind: "sweep", parameter: "tau", values, results: values.map(result) }));

  it("draws small distributions whole, in index order, with entropy and maximum", () => {
    const z = { ...tensor([1, 3, 2]), labels: ["a", "b", "c"] };
    const v = sweep([0.1, 1, 10], (tau) => finish(softmax(z, { tau })));
    expect(v).toMatchObject({ of: "distribution", entries: ["a", "b", "c"], logParameter: true, parameter: "tau" });
    expect(v.lines.map((line) => line.length)).toEqual([3, 3, 3]);
    expect(v.lines[1]?.[1]).toBeCloseTo(numbers(finish(probabilities(finish(softmax(z)))))[1] as number, 15);
    expect(v.max?.[0]).toBeCloseTo(0.9999546, 6);
    expect(v.entropy?.[2]).toBeCloseTo(Math.log(3), 2);
    expect(v.grid).toMatchObject({ rows: 3, columns: 3, columnLabels: ["a", "b", "c"] });
  });

  it("draws the 20 entries with the largest maximum over the sweep", () => {
    const values = Array.from(logspace(-1, 1, 64).data);
    const rows = values.map((_, i) => finish(randn([1000], { seed: i, stream: "sweep" })));
    const results = values.map((tau, i) => finish(softmax(rows[i] as AnyTensor, { tau })));
    const v = finish(describeSweep({ kind: "sweep", parameter: "tau", values, results }));
    const peaks = new Array<number>(1000).fill(0);
    for (const d of results) for (const [i, x] of numbers(finish(probabilities(d))).entries()) peaks[i] = Math.max(peaks[i] as number, x);
    const expected = peaks
      .map((_, i) => i)
      .sort((i, j) => (peaks[j] as number) - (peaks[i] as number))
      .slice(0, 20);
    expect(v.entries).toEqual(expected.map(String));
    expect(v.lines.length).toBe(20);
    expect(v.grid).toMatchObject({ rows: 64, columns: 40 });
  });

  it("reads a handful of lazy logits, not all for every value", () => {
    const z = finish(randn([1000], { seed: 1, stream: "lazy" }));
    const values = [0.5, 1, 2];
    expect(sweep(values, (tau) => finish(softmax(lazily(z), { tau })))).toEqual(sweep(values, (tau) => finish(softmax(z, { tau }))));
  });

  it("takes the figures of many temperatures from one pass, within 1e-5 of the folds", () => {
    const z = finish(randn([20_000], { seed: 1, stream: "sketched" }));
    const values = [0, ...logspace(-1, 1, 30).data, Infinity];
    const results = values.map((tau) => finish(softmax(z, { tau })));
    for (const mask of [undefined, tensor(Array.from({ length: 20_000 }, (_, i) => Number(i % 3 > 0)))]) {
      const v = sweep(values, (tau) => finish(softmax(z, { tau, mask })));
      const exact = values.map((tau) => finish(distributionStats(finish(softmax(z, { tau, mask })))));
      for (const [i, { entropy, max }] of exact.entries()) {
        expect(v.entropy?.[i]).toBeCloseTo(entropy[0] as number, 5);
        expect((v.max?.[i] as number) / (max[0] as number)).toBeCloseTo(1, 6);
      }
    }
    // The same logits again, at other temperatures, and to a temperature that the first sketch was not for.
    for (const lowest of [1, 0.01]) {
      const again = sweep(
        values.map((tau) => tau * lowest),
        (tau) => finish(softmax(z, { tau })),
      );
      const { entropy } = finish(distributionStats(finish(softmax(z, { tau: (values[1] as number) * lowest }))));
      expect(again.entropy?.[1]).toBeCloseTo(entropy[0] as number, 5);
    }
    const lines = sweep(values, (_) => results[values.indexOf(_)] as Value).lines;
    const p = finish(probabilities(results[15] as Distribution)).data;
    expect(lines[0]?.[15]).toBeCloseTo(Math.max(...p), 8);
  });

  it("leaves the numbers that are read of its distributions exact", () => {
    const z = finish(randn([20_000], { seed: 2, stream: "sketched" }));
    const values = Array.from(logspace(-1, 1, 9).data);
    const results = values.map((tau) => finish(softmax(z, { tau })));
    finish(describeSweep({ kind: "sweep", parameter: "tau", values, results }));
    const fresh = values.map((tau) => finish(distributionStats(finish(softmax(tensor(numbers(z)), { tau })))));
    expect(results.map((d) => finish(distributionStats(d)))).toEqual(fresh);
  });

  it("folds each where the sketch can't tell", () => {
    const z = finish(randn([5000], { seed: 1, stream: "broken" }));
    z.data[4000] = NaN;
    const v = sweep(Array.from(logspace(-1, 1, 9).data), (tau) => finish(softmax(z, { tau })));
    expect(v.entropy).toEqual(new Array(9).fill("NaN"));
    expect(v.max).toEqual(new Array(9).fill("NaN"));
  });

  it("draws numbers as one line and tensors by element", () => {
    expect(sweep([1, 2, 3], (v) => ({ kind: "number", value: v === 2 ? NAN : v }))).toMatchObject({
      of: "number",
      lines: [[1, "NaN", 3]],
      logParameter: false,
    });
    expect(sweep([1, 2], (v) => tensor([v, 10 * v]))).toMatchObject({
      of: "tensor",
      entries: ["0", "1"],
      lines: [
        [1, 2],
        [10, 20],
      ],
    });
    expect(sweep([1, 2], (v) => scalar(v))).toMatchObject({ lines: [[1, 2]] });
  });
});
