import type { DistributionView, SweepView, TableView, TensorView, View } from "../../../src/model/index.ts";

/** exp(z / tau) normalised, in plain TypeScript: data for pictures, not a reference. */
export function softmaxOf(z: readonly number[], tau: number): number[] {
  const m = Math.max(...z) / tau;
  const e = z.map((x) => Math.exp(x / tau - m));
  const l = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / l);
}

function entropyOf(p: readonly number[]): number {
  return -p.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0);
}

/** `count` logits evenly spaced over −3.5 … 3.5. */
export function evenLogits(count: number): number[] {
  return Array.from({ length: count }, (_, i) => -3.5 + (7 * i) / (count - 1));
}

const WORDS = " the, a, his, her, one, that, all, Paris, this, which, its, in, my, their, what, any, some, not, your, London".split(",");

export function words(count: number): string[] {
  return Array.from({ length: count }, (_, i) => (i < WORDS.length ? (WORDS[i] ?? "") : ` token${i}`));
}

export function distributionOf(p: readonly number[], tau: number, labels?: readonly string[]): DistributionView {
  const entropy = entropyOf(p);
  return {
    kind: "distribution",
    shape: [p.length],
    dtype: "float64",
    axis: 0,
    tau,
    size: p.length,
    rows: 1,
    bars: p.map((x, index) => ({ index, label: labels?.[index] ?? String(index), p: x })),
    ranked: false,
    entropy,
    perplexity: Math.exp(entropy),
    max: Math.max(...p),
    logsumexp: 4.2,
    sumError: 2.220446049250313e-16,
    underflowed: 0,
    nonFinite: 0,
  };
}

export const fifteen = (tau = 1): DistributionView => distributionOf(softmaxOf(evenLogits(15), tau), tau);
export const named = (): DistributionView =>
  distributionOf(softmaxOf([2.1, 1.7, 0.3, -0.4, -1.5], 1), 1, ["golden retriever", "Labrador", "tabby cat", "Siamese cat", "teapot"]);
export const crowded = (): DistributionView =>
  distributionOf(
    softmaxOf(
      evenLogits(64).map((z, i) => z * Math.sin(i * 1.7)),
      1,
    ),
    1,
  );

/** A next-token distribution over a large vocabulary: Zipf-like, the largest 64 listed, the tail in bins. */
export function vocabulary(tau = 1, size = 151936): DistributionView {
  const z = Array.from({ length: size }, (_, i) => -1.35 * Math.log(i + 1));
  const p = softmaxOfLarge(z, tau);
  const entropy = entropyOf(p);
  const rest = p.slice(64);
  const labels = words(64);
  return {
    ...distributionOf(p.slice(0, 64), tau, labels),
    shape: [size],
    dtype: "float32",
    size,
    ranked: true,
    tail: { count: rest.length, mass: rest.reduce((a, b) => a + b, 0), bins: binned(rest) },
    entropy,
    perplexity: Math.exp(entropy),
    sumError: -3.1e-8,
  };
}

function softmaxOfLarge(z: readonly number[], tau: number): number[] {
  const e = z.map((x) => Math.exp(x / tau));
  const l = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / l);
}

function binned(p: readonly number[]): NonNullable<DistributionView["tail"]>["bins"] {
  const bins = new Map<number, { count: number; mass: number }>();
  for (const x of p) {
    const key = Math.floor(Math.log10(x) * 3);
    const bin = bins.get(key) ?? { count: 0, mass: 0 };
    bins.set(key, { count: bin.count + 1, mass: bin.mass + x });
  }
  return [...bins].map(([key, bin]) => ({ lo: 10 ** (key / 3), hi: 10 ** ((key + 1) / 3), ...bin }));
}

export function attention(n = 8): DistributionView {
  const rows = Array.from({ length: n }, (_, r) =>
    softmaxOf(
      Array.from({ length: n }, (_, c) => (c > r ? -40 : Math.sin(r * 1.3 + c * 2.1) * 2)),
      1,
    ),
  );
  const labels = words(n);
  return {
    ...distributionOf(rows[0] ?? [], 1, labels),
    shape: [n, n],
    axis: 1,
    rows: n,
    grid: { rows: n, columns: n, cells: rows.flat(), source: [n, n], columnLabels: labels, rowLabels: labels },
  };
}

export function broken(): DistributionView {
  const view = fifteen();
  return {
    ...view,
    dtype: "float16",
    bars: view.bars.map((bar, i) => (i === 3 ? { ...bar, p: "NaN" } : bar)),
    entropy: "NaN",
    sumError: "NaN",
    underflowed: 4,
    nonFinite: 1,
    warning: "The logits reach 70,000: float16 ends at 65,504.",
  };
}

export function logspace(a: number, b: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => 10 ** (a + ((b - a) * i) / (n - 1)));
}

export function temperatures(count = 15, labels?: readonly string[], n = 64): SweepView {
  const values = logspace(-2, 2, n);
  const z = evenLogits(count);
  const results = values.map((tau) => softmaxOf(z, tau));
  return {
    kind: "sweep",
    parameter: "tau",
    values,
    logParameter: true,
    of: "distribution",
    entries: z.map((_, i) => labels?.[i] ?? String(i)),
    lines: z.map((_, i) => results.map((p) => p[i] ?? 0)),
    grid: {
      rows: values.length,
      columns: count,
      cells: results.flat(),
      source: [values.length, count],
      columnLabels: z.map((_, i) => labels?.[i] ?? String(i)),
    },
    entropy: results.map(entropyOf),
    max: results.map((p) => Math.max(...p)),
  };
}

export function numbers(): SweepView {
  const values = Array.from({ length: 50 }, (_, i) => i / 10);
  return {
    kind: "sweep",
    parameter: "x",
    values,
    logParameter: false,
    of: "number",
    entries: ["value"],
    lines: [values.map((x) => Math.sin(x) * x)],
  };
}

export function vector(values: readonly number[], labels?: readonly string[]): TensorView {
  const points = values.map((y, x) => ({ x, y, lo: y, hi: y }));
  return {
    kind: "tensor",
    shape: [values.length],
    dtype: "float64",
    size: values.length,
    head: values.slice(0, values.length > 16 ? 8 : 16),
    tail: values.length > 16 ? values.slice(-8) : [],
    min: Math.min(...values),
    max: Math.max(...values),
    mean: values.reduce((a, b) => a + b, 0) / values.length,
    nonFinite: 0,
    points,
    labels,
  };
}

export function longVector(): TensorView {
  const points = Array.from({ length: 400 }, (_, i) => {
    const y = Math.sin(i / 30) * 3 + Math.sin(i * 12.9898) * 0.4;
    return { x: i * 250, y, lo: y - 1 - Math.abs(Math.sin(i)), hi: y + 1.2 };
  });
  return { ...vector([1, 2, 3]), dtype: "float32", shape: [100_000], size: 100_000, points, min: -5.2, max: 5.1, mean: 0.01 };
}

export function matrix(rows: number, columns: number, source: readonly [number, number] = [rows, columns]): TensorView {
  const cells = Array.from({ length: rows * columns }, (_, i) => Math.sin(Math.floor(i / columns) / 2) * 2 + Math.cos((i % columns) / 3));
  return {
    kind: "tensor",
    shape: source,
    dtype: "float32",
    size: source[0] * source[1],
    head: cells.slice(0, 8),
    tail: cells.slice(-8),
    min: Math.min(...cells),
    max: Math.max(...cells),
    mean: 0.12,
    nonFinite: 0,
    grid: { rows, columns, cells, source },
  };
}

/** Fifteen entries at one temperature against those at another. */
export function pinned(tau = 1, other = 3): DistributionView {
  const [p, q] = [softmaxOf(evenLogits(15), tau), softmaxOf(evenLogits(15), other)];
  const kl = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * Math.log(x / (b[i] ?? 1)), 0);
  const middle = p.map((x, i) => (x + (q[i] ?? 0)) / 2);
  const tv = p.reduce((sum, x, i) => sum + Math.abs(x - (q[i] ?? 0)) / 2, 0);
  const js = (kl(p, middle) + kl(q, middle)) / 2;
  return { ...distributionOf(p, tau), pinned: { tau: other, entropy: entropyOf(q), size: 15, bars: q, kl: kl(p, q), js, tv } };
}

export const trace: TableView = {
  kind: "table",
  rows: 8,
  columns: [
    { name: "block", cells: [0, 1, 2, 3, 4, 5, 6, 7] },
    { name: "m", cells: ["-Infinity", 0.5, 0.5, 1.9, 1.9, 2.4, 3.1, 3.1] },
    { name: "l", cells: [0, 1.6, 2.1, 1.5, 2.3, 1.9, 1.8, 2.2] },
  ],
};

export const failure: View = {
  kind: "error",
  failure: { code: "UnknownName", message: "softmx is not a name that I know.", span: { start: 4, end: 10 }, suggestion: "softmax" },
  line: 2,
  column: 5,
};

export const userChart: View = {
  kind: "chart",
  sentence: "Two bars: a 3, b 5.",
  spec: {
    data: {
      values: [
        { k: "a", v: 3 },
        { k: "b", v: 5 },
      ],
    },
    mark: "bar",
    encoding: { x: { field: "k", type: "nominal" }, y: { field: "v", type: "quantitative" } },
  },
};

export const group: View = {
  kind: "group",
  items: [
    { name: "logZ", view: { kind: "text", text: "0.1429" } },
    { name: "p", view: distributionOf([0.7, 0.2, 0.1], 1) },
    { name: "T", view: vector([1, 2, 3]) },
  ],
  left: 2,
  text: "{logZ: 0.1429, p: distribution of shape [3], tau 1, T: [1, 2, 3], …}",
};

/** One of each picture, by name. */
export const samples: Readonly<Record<string, View>> = {
  fifteen: fifteen(),
  pinned: pinned(),
  named: named(),
  crowded: crowded(),
  labelled40: distributionOf(softmaxOf(evenLogits(40), 1.5), 1.5, words(40)),
  three: distributionOf([0.2, 0.3, 0.5], 1),
  vocabulary: vocabulary(),
  attention: attention(),
  largeAttention: attention(30),
  broken: broken(),
  temperatures: temperatures(),
  tokens: temperatures(12, words(12)),
  numbers: numbers(),
  vector: vector(evenLogits(15)),
  positive: vector([1, 4, 2.5, 7.25]),
  labelledVector: vector([1.5, -0.3, 0.4], ["alpha centauri", "beta pictoris", "gamma cassiopeiae"]),
  longVector: longVector(),
  smallMatrix: matrix(4, 6),
  matrix: matrix(24, 40),
  thinned: matrix(25, 40, [4096, 151936]),
  trace,
  userChart,
};
