import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SweepView } from "../../../src/model/index.ts";
import { cursorData, figuresOf, hasLog, sweepFigures, sweepTabs } from "../../../src/output/index.ts";
import { distributionOf, numbers, samples, temperatures, vector } from "./samples.ts";

const crossing: SweepView = {
  kind: "sweep",
  parameter: "x",
  values: [0, 1],
  logParameter: false,
  of: "distribution",
  entries: ["a", "b", "c"],
  lines: [
    [0.7, 0.1],
    [0.2, 0.6],
    [0.1, 0.3],
  ],
};

describe("a sweep", () => {
  it("of distributions has five pictures, of numbers one", () => {
    expect(sweepTabs(temperatures())).toEqual(["lines", "heatmap", "ridges", "ranks", "entropy"]);
    expect(sweepTabs(numbers())).toEqual(["lines"]);
  });

  it("ranks its entries at every value", () => {
    const { ranks = [], rest = [] } = sweepFigures(crossing, "ranks")[0]?.data ?? {};
    const flow = (series: string) => [...ranks, ...rest].filter((row) => row.series === series).map((row) => row.y);
    expect(["a", "b", "c"].map(flow)).toEqual([
      [1, 3],
      [2, 1],
      [3, 2],
    ]);
  });

  it("keeps the ridges' rows in their bands, the highest of them 2.6 steps high", () => {
    const { ridges = [] } = sweepFigures(temperatures(), "ridges")[0]?.data ?? {};
    const rises = ridges.map((row) => Number(row.top) - Number(row.base));
    expect(Math.max(...rises)).toBeCloseTo(2.6, 6);
    expect(Math.min(...rises)).toBeGreaterThanOrEqual(0);
    expect(ridges.length).toBeLessThanOrEqual(1000);
  });

  it("moves its cursor by data alone, in every picture", () => {
    const view = temperatures();
    for (const tab of sweepTabs(view)) {
      const [first, last] = [sweepFigures(view, tab, { at: 0 }), sweepFigures(view, tab, { at: 63 })];
      expect(first.map(({ spec }) => spec)).toEqual(last.map(({ spec }) => spec));
      for (const figure of first) {
        const keys = Object.keys(cursorData(view, figure.name, 63));
        for (const key of keys) expect(Object.keys(figure.data)).toContain(key);
        expect(figure.data.cursor).not.toEqual(cursorData(view, figure.name, 63).cursor);
      }
    }
  });
});

describe("a logarithmic axis", () => {
  it("is offered for positive values", () => {
    expect(hasLog(temperatures())).toBe(true);
    expect(hasLog(numbers())).toBe(false);
    expect(hasLog(vector([1, 2]))).toBe(true);
    expect(hasLog(vector([-1, 2]))).toBe(false);
  });

  it("draws every bar from one power of ten at or below the smallest", () => {
    const weights = fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(weights, (w) => {
        const sum = w.reduce((a, b) => a + b, 0);
        const [figure] = figuresOf(
          distributionOf(
            w.map((x) => x / sum),
            1,
          ),
          { log: true },
        );
        const rows = figure?.data.entries ?? [];
        const bases = new Set(rows.map((row) => Number(row.base)));
        expect(bases.size).toBe(1);
        for (const row of rows) expect(Number(row.value)).toBeGreaterThanOrEqual(Number(row.base));
        expect(Math.log10([...bases][0] ?? 0) % 1).toBeCloseTo(0, 9);
      }),
    );
  });

  it("keeps its structure while values move", () => {
    const spec = (p: readonly number[]) => JSON.stringify(figuresOf(distributionOf(p, 1), { log: true })[0]?.spec);
    expect(spec([0.5, 0.5])).toBe(spec([0.999999, 0.000001]));
  });

  it("is drawn for every view that has one", () => {
    for (const [name, view] of Object.entries(samples))
      if (hasLog(view)) expect(figuresOf(view, { log: true }).length, name).toBeGreaterThan(0);
  });
});
