import { describe, expect, it } from "vitest";
import {
  describeDistribution,
  describeTensor,
  fromNested,
  full,
  linspace,
  probabilities,
  randn,
  type SoftmaxOptions,
  scalar,
  softmax,
} from "../../../src/engine/index.ts";
import { type AnyTensor, type DistributionView, finish } from "../../../src/model/index.ts";
import { generated, lazily, numbers, stepsOf, tensor } from "./given.ts";

const view = (z: AnyTensor, options: SoftmaxOptions = {}): DistributionView => finish(describeDistribution(finish(softmax(z, options))));
const { NaN: NAN } = Number;

describe("the view of a distribution", () => {
  it("shows up to 64 entries in index order, with labels", () => {
    const v = view({ ...tensor([1, 3, 2]), labels: ["a", "b", "c"] });
    expect(v.bars.map((bar) => [bar.index, bar.label])).toEqual([
      [0, "a"],
      [1, "b"],
      [2, "c"],
    ]);
    expect(v.bars.map((bar) => bar.p)).toEqual(numbers(finish(probabilities(finish(softmax(tensor([1, 3, 2])))))));
    expect(v).toMatchObject({ size: 3, rows: 1, ranked: false, tau: 1, dtype: "float64", underflowed: 0, nonFinite: 0, axis: 0 });
    expect(v.tail).toBeUndefined();
    expect(v.grid).toBeUndefined();
    expect(v.warning).toBeUndefined();
    expect(v.perplexity).toBeCloseTo(Math.exp(v.entropy as number), 14);
    expect(Math.abs(v.sumError as number)).toBeLessThan(1e-15);
  });

  it("shows the 64 largest in falling order beyond, and bins what is left", () => {
    const z = finish(randn([5000], { seed: 1, stream: "tail" }));
    const v = view(z, { tau: 0.2 });
    const p = numbers(finish(probabilities(finish(softmax(z, { tau: 0.2 })))));
    const order = p.map((_, i) => i).sort((i, j) => (p[j] as number) - (p[i] as number));
    expect(v.ranked).toBe(true);
    expect(v.bars.map((bar) => bar.index)).toEqual(order.slice(0, 64));
    const { tail } = v;
    if (!tail) throw new Error("a tail was expected");
    expect(tail.count).toBe(5000 - 64);
    expect(tail.bins.reduce((n, bin) => n + bin.count, 0)).toBe(tail.count);
    expect(tail.bins.length).toBeLessThanOrEqual(60);
    const rest = order.slice(64).map((i) => p[i] as number);
    expect(tail.mass).toBeCloseTo(
      rest.reduce((a, b) => a + b, 0),
      12,
    );
    for (const bin of tail.bins) {
      const inside = rest.filter((x) => x > bin.lo * (1 + 1e-9) && x <= bin.hi * (1 - 1e-9)).length;
      const around = rest.filter((x) => x >= bin.lo * (1 - 1e-9) && x <= bin.hi * (1 + 1e-9)).length;
      expect(bin.count).toBeGreaterThanOrEqual(inside);
      expect(bin.count).toBeLessThanOrEqual(around);
    }
  });

  it("counts every entry at both limits of tau", () => {
    const z = linspace(0, 1, 200);
    const cold = view(z, { tau: 0 });
    expect(cold.bars[0]).toEqual({ index: 199, label: "199", p: 1 });
    expect(cold.tail).toMatchObject({ count: 136, mass: 0 });
    expect(cold.underflowed).toBe(199);
    const hot = view(z, { tau: Infinity });
    expect(hot.tau).toBe("Infinity");
    expect(hot.tail?.mass).toBeCloseTo(136 / 200, 14);
    expect(view(full([200], 3), { tau: 0 }).tail?.mass).toBeCloseTo(136 / 200, 14);
  });

  it("shows entries of equal probability by lower index", () => {
    expect(view(full([100], 0)).bars.map((bar) => bar.index)).toEqual(Array.from({ length: 64 }, (_, i) => i));
  });

  it("counts underflow and non-finite logits apart", () => {
    expect(view(tensor([0, -800, -Infinity]))).toMatchObject({ underflowed: 1, nonFinite: 1, warning: undefined });
  });

  it("says in words why a result is NaN", () => {
    expect(view(tensor([-Infinity, -Infinity])).warning).toBe("every logit is -Infinity: the probabilities are NaN");
    expect(view(tensor([1, NAN])).warning).toBe("1 logit is NaN: the probabilities are NaN");
    expect(view(tensor([Infinity, Infinity])).warning).toBe("2 logits are +Infinity: the probabilities are NaN");
    expect(view(tensor([1, NAN])).bars[0]?.p).toBe("NaN");
    expect(view(tensor([1, NAN]))).toMatchObject({ entropy: "NaN", max: "NaN", sumError: "NaN" });
    const masked = view(tensor([1, 2]), { mask: tensor([0, 0], "bool") });
    expect(masked.warning).toContain("mask");
    expect(masked.bars.map((bar) => bar.p)).toEqual([0, 0]);
  });

  it("draws several rows as a grid of block means and figures of row 0", () => {
    const small = view(
      tensor([
        [0, 0],
        [1, 3],
        [2, 2],
      ]),
    );
    expect(small).toMatchObject({ rows: 3, size: 2, max: 0.5 });
    expect(small.grid).toMatchObject({ rows: 3, columns: 2, source: [3, 2] });
    expect(small.grid?.cells.slice(0, 2)).toEqual([0.5, 0.5]);
    const z = finish(randn([300, 500], { seed: 1, stream: "grid" }));
    const { grid } = view(z);
    if (!grid) throw new Error("a grid was expected");
    expect(grid.rows * grid.columns).toBeLessThanOrEqual(1000);
    expect(grid.cells.length).toBe(grid.rows * grid.columns);
    const p = numbers(finish(probabilities(finish(softmax(z)))));
    const [down, across] = [300 / grid.rows, Math.ceil(500 / grid.columns)];
    let sum = 0;
    for (let i = 0; i < down; i++) for (let j = 0; j < across; j++) sum += p[i * 500 + j] as number;
    expect(grid.cells[0]).toBeCloseTo(sum / down / across, 14);
  });

  it("goes along a strided axis", () => {
    const v = view(
      tensor([
        [0, 5],
        [0, 1],
      ]),
      { dim: 0 },
    );
    expect(v.bars.map((bar) => bar.p)).toEqual([0.5, 0.5]);
    expect(v.grid).toMatchObject({ source: [2, 2] });
    expect(v.grid?.cells[2]).toBeCloseTo(1 / (1 + Math.exp(-4)), 14);
  });

  it("of lazy logits reads them once more and shows the same", () => {
    const z = finish(randn([150_000], { seed: 1, stream: "lazy" }, "float32"));
    const asked: [number, number][] = [];
    const lazy = view(lazily(z, asked), { tau: 0.5 });
    expect(lazy).toEqual(view(z, { tau: 0.5 }));
    expect(asked.reduce((n, [start, end]) => n + end - start, 0)).toBe(300_000);
  });

  it("sums float32 probabilities as they are stored", () => {
    const z = finish(randn([100_000], { seed: 1, stream: "f32" }, "float32"));
    const exact = numbers(finish(probabilities(finish(softmax(z))))).reduce((a, b) => a + b, 0) - 1;
    expect(view(z).sumError).toBeCloseTo(exact, 12);
    expect(Math.abs(view(z).sumError as number)).toBeLessThan(1e-7);
  });

  it("of nothing is empty", () => {
    expect(view(tensor([]))).toMatchObject({ size: 0, rows: 1, bars: [], entropy: "NaN", logsumexp: "-Infinity", sumError: "NaN" });
    expect(view(full([0, 4], 1))).toMatchObject({ size: 4, rows: 0, bars: [] });
    expect(view(full([4, 0], 1))).toMatchObject({ size: 0, rows: 4, bars: [] });
  });

  it("survives JSON", () => {
    for (const v of [view(tensor([NAN, 1])), view(full([200], 0)), view(tensor([[1], [2]]), { tau: Infinity })]) {
      expect(JSON.parse(JSON.stringify(v))).toEqual(JSON.parse(JSON.stringify({ ...v })));
      expect(JSON.stringify(v)).not.toContain("null");
    }
  });

  it("takes steps over long logits", () => {
    const d = finish(softmax(generated([1_000_000], "float32", (i) => Math.sin(i))));
    expect(stepsOf(describeDistribution(d)).steps.length).toBeGreaterThanOrEqual(15);
  });
});

describe("the view of a tensor", () => {
  it("has head, tail and figures of the finite elements", () => {
    const v = finish(describeTensor(tensor([1, NAN, Infinity, 4])));
    expect(v).toMatchObject({ head: [1, "NaN", "Infinity", 4], tail: [], min: 1, max: 4, mean: 2.5, nonFinite: 2, size: 4 });
    const long = finish(describeTensor(linspace(0, 99, 100)));
    expect(long.head).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(long.tail).toEqual([92, 93, 94, 95, 96, 97, 98, 99]);
    expect(finish(describeTensor(linspace(0, 9, 10))).tail).toEqual([8, 9]);
  });

  it("draws one axis as at most 500 points with envelopes", () => {
    const v = finish(describeTensor(linspace(0, 9999, 10_000)));
    expect(v.points?.length).toBe(500);
    expect(v.points?.[1]).toEqual({ x: 20, y: 29.5, lo: 20, hi: 39 });
    expect(finish(describeTensor(tensor([5, NAN]))).points).toEqual([
      { x: 0, y: 5, lo: 5, hi: 5 },
      { x: 1, y: "NaN", lo: "NaN", hi: "NaN" },
    ]);
    const hole = finish(describeTensor(fromNested(Array.from({ length: 1000 }, (_, i) => (i === 0 ? NAN : i)))));
    expect(hole.points?.[0]).toEqual({ x: 0, y: "NaN", lo: "NaN", hi: "NaN" });
  });

  it("draws two axes or more as a grid, leading ones folded into rows", () => {
    expect(finish(describeTensor(full([2, 3, 4], 7)))).toMatchObject({ grid: { rows: 6, columns: 4, source: [6, 4] } });
    const v = finish(describeTensor(full([4096, 5000], 1)));
    expect(v.grid?.cells.length).toBeLessThanOrEqual(1000);
    expect(new Set(v.grid?.cells)).toEqual(new Set([1]));
  });

  it("of a scalar and of nothing has no picture", () => {
    expect(finish(describeTensor(scalar(3)))).toMatchObject({ size: 1, head: [3], points: undefined, grid: undefined });
    expect(finish(describeTensor(tensor([])))).toMatchObject({ size: 0, head: [], min: "NaN", points: [] });
    expect(finish(describeTensor(full([0, 3], 1)))).toMatchObject({ size: 0, grid: undefined });
  });

  it("is the same for lazy elements", () => {
    const x = finish(randn([30, 5000], { seed: 1, stream: "view" }));
    expect(finish(describeTensor(lazily(x)))).toEqual(finish(describeTensor(x)));
  });
});

describe("the view of logits that were drawn before", () => {
  const normal = () => finish(randn([20_000], { seed: 3, stream: "again" }, "float32")).data;
  const far = () => normal().map((z, i) => (i % 5 === 0 ? -3.4e38 : i % 7 === 0 ? -Infinity : 100 * z));
  const rows: [string, () => AnyTensor][] = [
    ["float32", () => tensor(Array.from(normal()), "float32")],
    ["float64", () => tensor(Array.from(normal()))],
    ["float16", () => tensor(Array.from(normal()), "float16")],
    [
      "integers with ties",
      () =>
        tensor(
          Array.from(normal(), (z) => Math.round(3 * z)),
          "int32",
        ),
    ],
    ["masked by values and far apart", () => tensor(Array.from(far()), "float32")],
    ["two rows", () => finish(randn([2, 3000], { seed: 4, stream: "rows" }))],
    ["a column", () => finish(randn([3000, 2], { seed: 5, stream: "columns" }))],
    ["all equal", () => full([500], 2)],
    ["one that is not masked", () => tensor(Array.from({ length: 100 }, (_, i) => (i === 70 ? 1 : -Infinity)))],
    ["NaN", () => tensor(Array.from({ length: 100 }, (_, i) => (i === 70 ? NAN : i)))],
    ["all masked", () => full([100], -Infinity)],
  ];
  const close = (v: DistributionView) => ({
    ...v,
    sumError: typeof v.sumError === "number" ? Math.round(v.sumError * 2 ** 50) : v.sumError,
    tail: v.tail && {
      ...v.tail,
      mass: v.tail.mass.toPrecision(12),
      bins: v.tail.bins.map((bin) => ({ ...bin, mass: bin.mass.toPrecision(12) })),
    },
  });

  it.each(rows)("is at any temperature what it is of new ones: %s", (name, make) => {
    const dim = name === "a column" ? 0 : -1;
    const drawn = make();
    for (const tau of [0.7, 0.05, 1, 20, 0, 1e-3, Infinity, 0.7]) {
      expect(close(view(drawn, { tau, dim })), `at ${tau}`).toEqual(close(view(make(), { tau, dim })));
    }
  });

  it("keeps masks apart", () => {
    const z = finish(randn([3000], { seed: 6, stream: "masks" }));
    const masks = [2, 3].map((k) => tensor(Array.from({ length: 3000 }, (_, i) => Number(i % k > 0))));
    for (const mask of [...masks, ...masks, undefined, masks[0], undefined]) {
      for (const tau of [1, 0.5]) {
        expect(close(view(z, { tau, mask })), `at ${tau}`).toEqual(close(view(tensor(numbers(z)), { tau, mask })));
      }
    }
  });
});
