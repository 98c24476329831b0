import { describe, expect, it } from "vitest";
import {
  gumbelHard,
  gumbelNoise,
  gumbelSoftmax,
  gumbelTopK,
  plackettLuce,
  probabilities,
  sample,
  speculative,
  speculativeVerify,
} from "../../../src/engine/index.ts";
import { finish, type Tensor } from "../../../src/model/index.ts";
import { failureOf, numbers, p as softmaxOf, tensor } from "./given.ts";

const key = { seed: 3, stream: "draws" };
const out = Number.NEGATIVE_INFINITY;

/** χ² of counts by cell against probabilities; cells of probability 0 must be empty. */
function chi2(cells: readonly (string | number)[], expected: ReadonlyMap<string | number, number>): number {
  const counts = new Map<string | number, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  for (const cell of counts.keys()) expect(expected.get(cell) ?? 0).toBeGreaterThan(0);
  return [...expected].reduce(
    (sum, [cell, p]) => (p > 0 ? sum + ((counts.get(cell) ?? 0) - p * cells.length) ** 2 / (p * cells.length) : sum),
    0,
  );
}

function byIndex(p: readonly number[]): Map<number, number> {
  return new Map(p.map((x, i) => [i, x]));
}

/** Ordered pairs without replacement and their Plackett–Luce probabilities. */
function pairs(p: readonly number[]): Map<string, number> {
  return new Map(p.flatMap((x, i) => p.flatMap((y, j) => (i === j ? [] : [[`${i},${j}`, (x * y) / (1 - x)] as const]))));
}

function rowsOfTwo(t: Tensor): string[] {
  return Array.from({ length: t.data.length / 2 }, (_, i) => `${t.data[2 * i]},${t.data[2 * i + 1]}`);
}

const p = [0.4, 0, 0.3, 0.2, 0.1];
const n = 20_000;

// 99.9 % of χ² lie below 16.3 with 3 degrees of freedom, below 31.3 with 11.

describe("sample", () => {
  it("follows p, by χ² under a fixed seed", () => {
    expect(chi2(numbers(finish(sample(tensor(p), { n }, key))), byIndex(p))).toBeLessThan(16.3);
    const many = numbers(finish(sample(tensor(p.map((x) => 50 * x)), { n }, key)));
    expect(many).toEqual(numbers(finish(sample(tensor(p), { n }, key))));
  });

  it("draws a row for each row, in the shape … × n", () => {
    const rows = tensor([
      [1, 0],
      [0, 1],
    ]);
    expect(finish(sample(rows, { n: 3 }, key))).toMatchObject({ dtype: "int32", shape: [2, 3] });
    expect(numbers(finish(sample(rows, { n: 3 }, key)))).toEqual([0, 0, 0, 1, 1, 1]);
    expect(finish(sample(rows, { n: 0 }, key)).shape).toEqual([2, 0]);
    expect(finish(sample({ ...tensor([]), shape: [0, 3] }, { n: 2 }, key)).shape).toEqual([0, 2]);
  });

  it("without replacement is Plackett–Luce, by χ² over ordered pairs", () => {
    const rows = tensor(Array.from({ length: n }, () => p));
    expect(chi2(rowsOfTwo(finish(sample(rows, { n: 2, replacement: false }, key))), pairs(p))).toBeLessThan(31.3);
    const all = numbers(finish(sample(tensor(p), { n: 4, replacement: false }, key)));
    expect(all.sort()).toEqual([0, 2, 3, 4]);
  });

  it("refuses weights that are none, and more draws than there are entries", () => {
    for (const weights of [[0, 0], [-1, 2], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1], []]) {
      expect(failureOf(() => finish(sample(tensor(weights), {}, key))).code).toBe("Domain");
    }
    expect(failureOf(() => finish(sample(tensor(p), { n: 5, replacement: false }, key))).code).toBe("Domain");
    expect(failureOf(() => finish(sample(tensor(p), { n: -1 }, key))).code).toBe("Domain");
  });
});

describe("Gumbel noise", () => {
  const z = [2, out, 1, 0, -1];

  it("has the mean and the variance of the Gumbel distribution, and is finite", () => {
    const g = numbers(finish(gumbelNoise([100_000], key)));
    const mean = g.reduce((sum, x) => sum + x, 0) / g.length;
    const variance = g.reduce((sum, x) => sum + (x - mean) ** 2, 0) / g.length;
    expect(g.every(Number.isFinite)).toBe(true);
    expect(Math.abs(mean - 0.5772156649)).toBeLessThan(4 * Math.sqrt(Math.PI ** 2 / 6 / g.length));
    expect(Math.abs(variance - Math.PI ** 2 / 6)).toBeLessThan(0.04);
  });

  it("makes the maximum a draw from softmax, by χ² under a fixed seed", () => {
    const rows = tensor(Array.from({ length: n }, () => z));
    const hot = numbers(finish(gumbelHard(rows, {}, key)));
    const drawn = hot.flatMap((x, i) => (x === 1 ? [i % z.length] : []));
    expect(drawn).toHaveLength(n);
    expect(chi2(drawn, byIndex(softmaxOf(z)))).toBeLessThan(16.3);
  });

  it("makes the top k a draw without replacement: Plackett–Luce", () => {
    const rows = tensor(Array.from({ length: n }, () => z));
    expect(chi2(rowsOfTwo(finish(gumbelTopK(rows, 2, key))), pairs(softmaxOf(z)))).toBeLessThan(31.3);
    expect(failureOf(() => finish(gumbelTopK(tensor(z), 5, key))).code).toBe("Domain");
  });

  it("gives the relaxed sample softmax((z + g) / τ), with the noise given", () => {
    const noise = tensor([0.5, 0, -1]);
    const soft = finish(gumbelSoftmax(tensor([1, 2, 3], "float32"), { tau: 0.5, noise }, key));
    expect(soft.logits.dtype).toBe("float32");
    expect(numbers(finish(probabilities(soft))).map((x) => expect.closeTo(x, 6))).toEqual(softmaxOf([3, 4, 4]));
    expect(numbers(finish(gumbelHard(tensor([1, 2, 3]), { noise }, key)))).toEqual([0, 1, 0]);
    expect(failureOf(() => finish(gumbelSoftmax(tensor([1, 2, 3]), { noise: tensor([[1], [2]]) }, key))).code).toBe("Shape");
  });
});

describe("Plackett–Luce", () => {
  it("is the product of what each is of what was left", () => {
    const given = numbers(finish(plackettLuce(tensor([0.2, 0.3, 0.5]), tensor([2, 0, 1]))));
    expect(given[0]).toBeCloseTo(0.5 * (0.2 / 0.5), 12);
    expect(numbers(finish(plackettLuce(tensor([0.2, 0.3, 0.5]), tensor([1, 1]))))).toEqual([0]);
    expect(numbers(finish(plackettLuce(tensor([1, 0, 0]), tensor([0, 1]))))).toEqual([0]);
    expect(numbers(finish(plackettLuce(tensor([1, 2]), tensor([]))))).toEqual([1]);
    expect(finish(plackettLuce(tensor([1, 2]), tensor([0]))).shape).toEqual([]);
  });

  it("sums to 1 over all orders, and takes rows on either side", () => {
    const orders = tensor(p.flatMap((_, i) => p.flatMap((__, j) => (i === j ? [] : [[i, j]]))));
    expect(numbers(finish(plackettLuce(tensor(p), orders))).reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
    const both = plackettLuce(
      tensor([
        [0.5, 0.5],
        [0.1, 0.9],
      ]),
      tensor([1]),
    );
    expect(numbers(finish(both))).toEqual([0.5, 0.9]);
    expect(
      failureOf(() =>
        finish(
          plackettLuce(
            tensor([
              [1, 2],
              [1, 2],
            ]),
            tensor([[0], [0], [0]]),
          ),
        ),
      ).code,
    ).toBe("Shape");
    expect(failureOf(() => finish(plackettLuce(tensor([1, 2]), tensor([2])))).code).toBe("Domain");
  });
});

describe("speculative sampling", () => {
  const target = [0.5, 0.3, 0.2, 0];
  const draft = [0.1, 0.3, 0.4, 0.2];

  it("accepts min(1, p/q); residual max(p − q, 0); rate Σ min(p, q)", () => {
    const { accept, residual, rate } = finish(speculative(tensor(target), tensor(draft)));
    expect(numbers(accept)).toEqual([1, 1, 0.5, 0]);
    expect(numbers(residual)).toEqual([0.4, 0, 0, 0]);
    expect(numbers(rate)[0]).toBeCloseTo(0.6, 12);
    expect(numbers(finish(speculative(tensor([0, 1]), tensor([0, 0]))).accept)).toEqual([0, 1]);
  });

  it("gives output that follows the target, by χ²", () => {
    const next = [0.25, 0.25, 0.25, 0.25];
    const first: number[] = [];
    const bonus: number[] = [];
    const drafts = numbers(finish(sample(tensor(draft), { n }, key)));
    for (const [i, token] of drafts.entries()) {
      const given = numbers(finish(speculativeVerify([token], tensor([target, next]), tensor([draft]), { seed: i, stream: "verify" })));
      first.push(given[0] as number);
      if (given.length === 2) bonus.push(given[1] as number);
    }
    expect(chi2(first, byIndex(target))).toBeLessThan(13.8);
    expect(chi2(bonus, byIndex(next))).toBeLessThan(16.3);
    // Four standard errors about the rate.
    expect(Math.abs(bonus.length - 0.6 * n)).toBeLessThan(4 * Math.sqrt(n * 0.24));
  });

  it("gives all of a draft from the target itself, then the bonus token; a draft may be empty", () => {
    const rows = tensor([target, target, [0, 0, 0, 1]]);
    expect(numbers(finish(speculativeVerify([0, 2], rows, tensor([target, target]), key)))).toEqual([0, 2, 3]);
    expect(numbers(finish(speculativeVerify([], tensor([0, 0, 1]), tensor([]), key)))).toEqual([2]);
    expect(numbers(finish(speculativeVerify([], tensor([[0, 0, 1]]), { ...tensor([]), shape: [0, 3] }, key)))).toEqual([2]);
  });

  it("refuses rows that do not fit the draft", () => {
    expect(failureOf(() => finish(speculativeVerify([0], tensor([target]), tensor([draft]), key))).code).toBe("Shape");
    expect(failureOf(() => finish(speculativeVerify([0], tensor([target, target]), tensor([]), key))).code).toBe("Shape");
    expect(failureOf(() => finish(speculativeVerify([4], tensor([target, target]), tensor([draft]), key))).code).toBe("Domain");
  });
});
