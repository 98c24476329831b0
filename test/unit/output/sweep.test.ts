import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SweepView } from "../../../src/model/index.ts";
import { cursorData, figuresOf, hasLog, sliceFigure, sweepFigures, sweepTabs } from "../../../src/output/index.ts";
import { brief } from "../../../src/output/numbers.ts";
import { distributionOf, numbers, pinned, samples, temperatures, vector } from "./samples.ts";

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

  it("draws an entry of a ridge as a step, with nothing between it and the next", () => {
    const [figure] = sweepFigures(crossing, "ridges");
    const first = (figure?.data.ridges ?? []).filter((row) => row.ridge === 0);
    expect(first.map((row) => row.x)).toEqual([0, 1, 2, 3]);
    expect(first.map((row) => Number(row.top))).toEqual([0.7, 0.2, 0.1, 0.1].map((p) => expect.closeTo((2.6 * p) / 0.7, 9)));
  });

  it("marks round values of the parameter between the ridges, at their height", () => {
    const ticks = (view: SweepView) => sweepFigures(view, "ridges")[0]?.data.names ?? [];
    expect(ticks(temperatures()).map((row) => row.text)).toEqual(["0.01", "0.1", "1", "10", "100"]);
    const heights = ticks(temperatures()).map((row) => Number(row.base));
    expect(heights[0]).toBeCloseTo(0, 6);
    expect(heights[4]).toBeCloseTo(-23, 6);
    expect(ticks({ ...crossing, values: [0, 3] }).map((row) => [row.text, row.base])).toEqual([
      ["0", expect.closeTo(0, 9)],
      ...[0.5, 1, 1.5, 2, 2.5, 3].map((x) => [String(x), expect.closeTo(-x / 3, 9)]),
    ]);
  });

  it("names its lines at their ends where these lie apart, and within the plot where they run together", () => {
    const names = (view: SweepView) => {
      const { inside = [], labels = [] } = sweepFigures(view, "lines")[0]?.data ?? {};
      return { inside: inside.map((row) => row.text), ends: labels.map((row) => row.text) };
    };
    expect(names(crossing)).toEqual({ inside: [], ends: ["a", "c", "b"] });
    const { inside, ends } = names(temperatures());
    expect(inside).toEqual(expect.arrayContaining(["14", "13"]));
    expect(new Set([...inside, ...ends]).size).toBe(inside.length + ends.length);
  });

  it("puts no name upon a line", () => {
    const view = temperatures();
    const inside = sweepFigures(view, "lines")[0]?.data.inside ?? [];
    expect(inside.length).toBeGreaterThan(1);
    for (const name of inside) {
      const at = view.values.indexOf(Number(name.x));
      // A name is some 11 px high in a plot of 230 px.
      const through = view.lines.filter((line) => Number(line[at]) > Number(name.y) + 1e-9 && Number(line[at]) < Number(name.y) + 11 / 230);
      expect(through, String(name.text)).toEqual([]);
    }
  });

  it("shows a value's entries in the colours of their lines", () => {
    const slots = (rows: readonly Readonly<Record<string, unknown>>[] = []) =>
      Object.fromEntries(rows.map((row) => [row.name ?? row.series, row.slot]));
    const drawn = sweepFigures(temperatures(), "lines")[0]?.data ?? {};
    expect(slots(sliceFigure(temperatures(), 5)?.data.slice)).toEqual({ ...slots(drawn.lines), ...slots(drawn.rest) });
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

  it("ends at a power of ten, so that the highest bar stands between two lines", () => {
    const [figure] = figuresOf(distributionOf([0.61, 0.35, 0.04], 1), { log: true });
    const rows = figure?.data.entries ?? [];
    expect(rows.map((row) => row.reach)).toEqual([1, 1, 1]);
    expect(rows.map((row) => row.base)).toEqual([0.01, 0.01, 0.01]);
  });

  it("keeps the numbers of bars beside those that are pinned", () => {
    const view = pinned();
    const { entries = [], pinned: ticks = [] } = figuresOf(view, { log: true })[0]?.data ?? {};
    expect(entries.map((row) => row.text)).toEqual(view.bars.map((bar) => brief(Number(bar.p))));
    expect(ticks.map((row) => row.text)).toEqual(view.pinned?.bars.map((p) => brief(Number(p))));
    for (const [i, tick] of ticks.entries()) {
      expect(tick.end).toBe(entries[i]?.end);
      expect(Number(tick.end)).toBeGreaterThanOrEqual(Number(tick.value));
    }
  });

  it("gives a length to a value that is a power of ten itself", () => {
    const [figure] = figuresOf(vector([1, 4, 16]), { log: true });
    for (const row of figure?.data.elements ?? []) expect(Number(row.value)).toBeGreaterThan(Number(row.base));
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
