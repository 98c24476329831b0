import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AttentionOptions,
  attention,
  attentionTrace,
  l2Norm,
  type Nested,
  randn,
  rmsNorm,
  softmax1,
} from "../../../src/engine/index.ts";
import { finish, type Tensor } from "../../../src/model/index.ts";
import { failureOf, numbers, p, tensor } from "./given.ts";

const q = tensor([
  [2.04, -2.56, 0.42, -0.57],
  [-0.45, -0.22, -2.02, -0.23],
  [-0.87, 3.32, 0.23, -0.35],
]);
const k = tensor([
  [-0.28, -0.67, -1.06, -0.39],
  [0.48, -0.24, 0.96, -0.2],
  [0.02, 1.55, 0.55, -0.51],
  [-0.18, 0.54, 1.94, -0.27],
]);
const v = tensor([
  [-0.24, 1.0],
  [-0.89, -0.29],
  [0.88, 0.58],
  [0.09, 0.67],
]);
const full = (options: AttentionOptions = {}, [a, b, c]: readonly Tensor[] = [q, k, v]) =>
  finish(attention(a as Tensor, b as Tensor, c as Tensor, options));
const output = (options: AttentionOptions = {}, given?: readonly Tensor[]) => numbers(full(options, given).output);
const near = (got: readonly number[], expected: readonly number[], digits = 13): void => {
  expect(got).toHaveLength(expected.length);
  for (const [i, x] of expected.entries()) expect(got[i]).toBeCloseTo(x, digits);
};
const bool = (rows: Nested) => tensor(rows, "bool");

// Reference: the definition in NumPy, in 80-bit floats.
describe("scaled dot-product attention", () => {
  it.each<[string, AttentionOptions, number[]]>([
    [
      "scale 1/sqrt(E)",
      {},
      [-0.5108590928626824, 0.24653526722579955, -0.15424548307846142, 0.8396585996941431, 0.6628475764471234, 0.5755175432579938],
    ],
    [
      "a scale of one's own",
      { scale: 2 },
      [-0.8322841730339704, -0.17826228980915296, -0.23956118227160197, 0.9996673265986602, 0.877807960267268, 0.5802465974085792],
    ],
    [
      "is_causal aligns upper-left",
      { causal: true },
      [-0.24, 1.0, -0.3002962707547072, 0.8803350934252734, 0.7863154982759253, 0.5551533956856737],
    ],
    [
      "a window",
      { window: [0, 1] },
      [-0.6589101705748321, 0.16862443070533314, 0.1510371567196567, 0.22169622957406854, 0.7325253530416452, 0.5968009091471543],
    ],
    [
      "a softcap and a sink",
      { softcap: 2, sink: 0.5 },
      [-0.3592867473073218, 0.20796200393112033, -0.10201550989994665, 0.5802397553568515, 0.4093256191417314, 0.4860769582380142],
    ],
    [
      "rms of queries and keys",
      { qkNorm: "rms" },
      [-0.48591225490799644, 0.2320095692962985, -0.16994553974721527, 0.9295730970166518, 0.5392984607485559, 0.5598782541983107],
    ],
    [
      "l2 of queries and keys",
      { qkNorm: "l2" },
      [-0.1711865162509565, 0.4337160777559221, -0.04382378664834473, 0.6214175927985356, 0.11548807535368516, 0.5061371576361261],
    ],
    [
      "a mask that is added",
      {
        mask: tensor([
          [-2.83, 1.02, -0.96, -1.67],
          [0.28, 0.7, -0.44, -1.08],
          [0.03, -0.05, 1.41, 0.75],
        ]),
      },
      [-0.8525699558553995, -0.2532320522940516, -0.25462352862283916, 0.8108138717969876, 0.7764951128929102, 0.5841624235761163],
    ],
  ])("%s", (_, options, expected) => {
    near(output(options), expected);
  });

  it("True = attend, and a mask broadcasts", () => {
    const causal = bool([
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 1, 0],
    ]);
    expect(output({ mask: causal })).toEqual(output({ causal: true }));
    expect(output({ mask: bool([0, 1, 0, 0]) })).toEqual([-0.89, -0.29, -0.89, -0.29, -0.89, -0.29]);
    expect(output({ window: [-1, 0] })).toEqual(output({ causal: true }));
    expect(output({ window: [-1, -1] })).toEqual(output());
  });

  it("a fully masked attention row is 0, as in PyTorch's SDPA and ONNX", () => {
    const { output: out, weights } = full({ mask: bool([[0], [1], [0]]), weights: true });
    expect(numbers(out).slice(0, 2)).toEqual([0, 0]);
    expect(numbers(out).slice(4)).toEqual([0, 0]);
    expect(numbers(weights as Tensor).slice(0, 4)).toEqual([0, 0, 0, 0]);
    const none = [q, tensor([[0, 0, 0, 0]]), tensor([[1]])];
    expect(output({ window: [0, 0] }, none).slice(1)).toEqual([0, 0]);
  });

  it("gives its weights when asked: rows sum to 1, or to less beside a sink", () => {
    const { weights } = full({ weights: true });
    expect(weights?.shape).toEqual([3, 4]);
    for (const i of [0, 1, 2])
      expect(
        numbers(weights as Tensor)
          .slice(i * 4, i * 4 + 4)
          .reduce((a, b) => a + b),
      ).toBeCloseTo(1, 14);
    const scores = tensor([[1], [3]]);
    const one = full({ weights: true, sink: 0, scale: 1 }, [tensor([[1]]), scores, scores]).weights as Tensor;
    near(numbers(one), numbers(finish(softmax1(tensor([1, 3])))));
    expect(full().weights).toBeUndefined();
  });

  it("shares heads of k and v among groups of q's", () => {
    const heads = tensor([0, 1, 2, 3].map((h) => [[1 + h, 2 - h]]));
    const [ka, kb] = [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 2],
        [1, 1],
      ],
    ];
    const [va, vb] = [
      [[1], [2]],
      [[3], [4]],
    ];
    const grouped = full({}, [heads, tensor([ka, kb] as Nested), tensor([va, vb] as Nested)]);
    expect(grouped.output.shape).toEqual([4, 1, 1]);
    const repeated = full({}, [heads, tensor([ka, ka, kb, kb] as Nested), tensor([va, va, vb, vb] as Nested)]);
    expect(numbers(grouped.output)).toEqual(numbers(repeated.output));
    const sinks = full({ sink: tensor([0, 0, 0, 50]) }, [heads, tensor([ka, kb] as Nested), tensor([va, vb] as Nested)]);
    expect(numbers(sinks.output)[3]).toBeLessThan(1e-15);
  });

  it("causal prefix independence: what comes later does not matter", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }), (last) => {
        const later = tensor([...[0, 1, 2].map((i) => Array.from(k.data.slice(i * 4, i * 4 + 4))), last]);
        expect(output({ causal: true }, [q, later, v])).toEqual(output({ causal: true }));
      }),
    );
  });

  it("is float32 for float32, and follows a value of Infinity only where it looks", () => {
    const narrow = [q, k, v].map((x) => ({ ...x, dtype: "float32", data: Float32Array.from(x.data) }) as const);
    expect(full({}, narrow).output.dtype).toBe("float32");
    expect(output({ causal: true }, [tensor([[1], [1]]), tensor([[1], [1]]), tensor([[1], [Infinity]])])).toEqual([1, Infinity]);
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => output({}, [q, v, v])).message).toContain("k must have q's 4 columns");
    expect(failureOf(() => output({}, [q, k, q])).message).toContain("v must have k's 4 rows");
    expect(failureOf(() => output({ mask: bool([1, 1]) })).message).toContain("mask");
    expect(failureOf(() => output({ window: [1] })).message).toContain("window");
    expect(failureOf(() => output({ softcap: -1 })).message).toContain("softcap");
    expect(failureOf(() => output({ sink: tensor([1, 2]) })).message).toContain("sink");
    expect(failureOf(() => output({}, [tensor([[[1]], [[1]]]), tensor([[[1]], [[1]], [[1]]]), tensor([[1]])])).message).toContain(
      "k must have q's leading axes",
    );
  });
});

describe("attention_trace: the same monoid for (m, l, o)", () => {
  it("online equals full, whatever the block", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (block) => {
        const { query, l, o } = finish(attentionTrace(q, k, v, block));
        const lasts = [1, 2, 3].map((i) => query.lastIndexOf(i));
        near(
          lasts.flatMap((at) => o.map((column) => (column[at] as number) / (l[at] as number))),
          output(),
        );
      }),
    );
  });

  it("shows m, l and o of each query after each block of keys", () => {
    const trace = finish(attentionTrace(tensor([[1]]), tensor([[2], [5], [3]]), tensor([[10], [20], [30]]), 2));
    expect(trace.block).toEqual([1, 2]);
    expect(trace.m).toEqual([5, 5]);
    near(trace.l, [1 + Math.exp(-3), 1 + Math.exp(-3) + Math.exp(-2)]);
    near(trace.o[0] as number[], [20 + 10 * Math.exp(-3), 20 + 10 * Math.exp(-3) + 30 * Math.exp(-2)]);
    near([(trace.o[0]?.[1] as number) / (trace.l[1] as number)], [p([2, 5, 3]).reduce((sum, x, i) => sum + x * (i + 1) * 10, 0)]);
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => finish(attentionTrace(q, k, v, 0))).message).toContain("block");
    expect(failureOf(() => finish(attentionTrace(tensor([1]), k, v, 1))).message).toContain("q must be a matrix");
  });
});

describe("rms_norm, l2_norm", () => {
  it("divide by the root mean square, and by the length", () => {
    near(numbers(finish(rmsNorm(tensor([3, 4]))) as Tensor), [3 / Math.sqrt(12.5 + 1e-6), 4 / Math.sqrt(12.5 + 1e-6)]);
    near(numbers(finish(l2Norm(tensor([3, 4]))) as Tensor), [0.6, 0.8]);
    expect(numbers(finish(l2Norm(tensor([0, 0]))) as Tensor)).toEqual([0, 0]);
    expect(numbers(finish(rmsNorm(tensor([0, 0]))) as Tensor)).toEqual([0, 0]);
    near(
      numbers(
        finish(
          l2Norm(
            tensor([
              [3, 1],
              [4, 0],
            ]),
            0,
          ),
        ) as Tensor,
      ),
      [0.6, 1, 0.8, 0],
    );
    expect(failureOf(() => finish(rmsNorm(q, -1, -1))).message).toContain("epsilon");
  });
});

/** As `attention` in the plain way: keeping the weights keeps to it. */
const plainly = (options: AttentionOptions, given: readonly Tensor[]) => numbers(full({ ...options, weights: true }, given).output);

describe("attention in tiles", () => {
  const normal = (shape: readonly number[], dtype: "float32" | "float64", stream: string): Tensor =>
    finish(randn(shape, { seed: 5, stream }, dtype));
  const given = (lead: readonly number[], [L, S, E, V]: readonly [number, number, number, number], dtype: "float32" | "float64") => [
    normal([...lead, L, E], dtype, "q"),
    normal([...(lead.length > 0 ? [2] : []), S, E], dtype, "k"),
    normal([...(lead.length > 0 ? [2] : []), S, V], dtype, "v"),
  ];

  it.each<[string, readonly number[], [number, number, number, number], AttentionOptions]>([
    ["one head", [], [150, 1501, 10, 13], {}],
    ["causal", [], [301, 301, 33, 20], { causal: true }],
    ["a window that leaves some with nothing", [], [700, 400, 16, 12], { window: [5, 30] }],
    ["heads that share keys, with sinks", [4], [90, 260, 24, 32], { sink: 1.5, scale: 0.4 }],
    ["long rows", [], [20, 130, 1500, 900], { scale: 0.02 }],
    ["scores far apart", [], [200, 900, 20, 8], { scale: 30 }],
  ])("%s gives what the plain rows give", (_, lead, shape, options) => {
    for (const [dtype, tolerance] of [
      ["float32", 2e-6],
      ["float64", 1e-13],
    ] as const) {
      const args = given(lead, shape, dtype);
      const expected = plainly(options, args);
      // What rounding does to a score, its weight has in proportion.
      const scale = options.scale === 30 ? 50 : 1;
      const errors = output(options, args).map((x, i) => Math.abs(x - (expected[i] as number)));
      expect(Math.max(...errors)).toBeLessThan(tolerance * scale);
      expect(errors).toHaveLength(expected.length);
    }
  });

  it("keeps to the plain rows where something is not finite", () => {
    const [q1, k1, v1] = given([], [200, 900, 20, 8], "float64") as [Tensor, Tensor, Tensor];
    v1.data[3] = Infinity;
    expect(output({ scale: 30 }, [q1, k1, v1])).toEqual(plainly({ scale: 30 }, [q1, k1, v1]));
  });
});
