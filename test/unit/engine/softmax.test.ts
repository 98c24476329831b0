import { describe, expect, it } from "vitest";
import { fromNested, hardmax, logSoftmax, probabilities, randn, relabelled, softmax, toNested } from "../../../src/engine/index.ts";
import { finish } from "../../../src/model/index.ts";
import { failureOf, lazily, numbers, p, stepsOf, tensor, ulps } from "./given.ts";

const logs = (z: number[], options = {}) => numbers(finish(logSoftmax(tensor(z), options)));
const NAN = Number.NaN;

describe("a distribution", () => {
  it("gives m and l to those who ask, after a mask was checked at once", () => {
    const d = finish(
      softmax(
        tensor([
          [1, 2],
          [3, 5],
        ]),
        { tau: 0.5 },
      ),
    );
    expect(Array.from(d.m)).toEqual([4, 10]);
    expect(d.l[1]).toBeCloseTo(1 + Math.exp(-4), 15);
    expect(structuredClone(d)).toEqual({ ...d });
    expect(failureOf(() => finish(softmax(tensor([1, 2]), { mask: tensor([1, 0, 1]) }))).code).toBe("Shape");
  });

  it("is the same under other names", () => {
    const d = finish(softmax(tensor([1, 2])));
    const named = relabelled(d, ["a", "b"]);
    expect(named).toMatchObject({ labels: ["a", "b"], m: d.m, l: d.l, tau: 1 });
    expect(d.labels).toBeUndefined();
  });
});

describe("softmax", () => {
  // Correctly rounded values, from 40 digits.
  it.each([
    [[1, 2, 3], 1, [0.09003057317038046, 0.24472847105479764, 0.6652409557748219]],
    [[1000, 1001, 1002], 1, [0.09003057317038046, 0.24472847105479764, 0.6652409557748219]],
    [[0.5, -1.25, 2, 1.75], 0.3, [0.00467472819408194, 1.368900514408812e-5, 0.6937911792295837, 0.30152040357119025]],
  ])("of %j at tau %d is right to 2 ulps", (z, tau, expected) => {
    p(z, { tau }).forEach((x, i) => {
      // z/tau itself is rounded, and an exponent of −12 multiplies that.
      expect(ulps(x, expected[i] as number)).toBeLessThanOrEqual(tau === 1 ? 2 : 12);
    });
  });

  it("of [] is []", () => {
    expect(p([])).toEqual([]);
    expect(logs([])).toEqual([]);
    expect(finish(probabilities(finish(softmax(fromNested([[], []]))))).shape).toEqual([2, 0]);
  });

  it("of all -Infinity is NaN, and so is its logarithm", () => {
    expect(p([-Infinity, -Infinity])).toEqual([NAN, NAN]);
    expect(logs([-Infinity, -Infinity])).toEqual([NAN, NAN]);
  });

  it("of [+Infinity, 0] and [+Infinity, +Infinity, 0] is NaN, and so is its logarithm", () => {
    expect(p([Infinity, 0])).toEqual([NAN, NAN]);
    expect(p([Infinity, Infinity, 0])).toEqual([NAN, NAN, NAN]);
    expect(logs([Infinity, 0])).toEqual([NAN, NAN]);
  });

  it("of [-Infinity, 0] is [0, 1], with logarithms [-Infinity, 0]", () => {
    expect(p([-Infinity, 0])).toEqual([0, 1]);
    expect(logs([-Infinity, 0])).toEqual([-Infinity, 0]);
  });

  it.each([1, 0, Infinity, 0.5])("spreads any NaN over the whole row, at tau %d", (tau) => {
    expect(p([1, NAN, -Infinity], { tau })).toEqual([NAN, NAN, NAN]);
    expect(p([-Infinity, NAN], { tau })).toEqual([NAN, NAN]);
    expect(logs([1, NAN, -Infinity], { tau })).toEqual([NAN, NAN, NAN]);
  });

  it("keeps NaN to its row", () => {
    expect(
      p([
        [NAN, 1],
        [2, 2],
      ]),
    ).toEqual([NAN, NAN, 0.5, 0.5]);
  });

  it("masked everywhere is 0, with logarithms -Infinity", () => {
    const mask = tensor([0, 0], "bool");
    expect(p([1, 2], { mask })).toEqual([0, 0]);
    expect(p([NAN, Infinity], { mask })).toEqual([0, 0]);
    expect(logs([1, 2], { mask })).toEqual([-Infinity, -Infinity]);
  });

  it("ignores what the mask removes, NaN and +Infinity too", () => {
    const mask = tensor([1, 0, 1, 0], "bool");
    expect(p([1, NAN, 1, Infinity], { mask })).toEqual([0.5, 0, 0.5, 0]);
    expect(logs([1, NAN, 1, Infinity], { mask })).toEqual([-Math.LN2, -Infinity, -Math.LN2, -Infinity]);
  });

  it("is NaN where the mask leaves only -Infinity, and 0 where it leaves nothing", () => {
    expect(p([-Infinity, 3], { mask: tensor([1, 0], "bool") })).toEqual([NAN, 0]);
  });

  it("broadcasts the mask against the logits, and says so when it can't", () => {
    expect(
      p(
        [
          [1, 1],
          [1, 1],
        ],
        { mask: tensor([[1], [0]], "bool") },
      ),
    ).toEqual([0.5, 0.5, 0, 0]);
    expect(
      p(
        [
          [1, 5],
          [1, 5],
        ],
        { mask: tensor([1, 0], "bool") },
      ),
    ).toEqual([1, 0, 1, 0]);
    const failure = failureOf(() =>
      p([1, 2], {
        mask: tensor(
          [
            [1, 1],
            [1, 1],
          ],
          "bool",
        ),
      }),
    );
    expect(failure.code).toBe("Shape");
    expect(failure.message).toContain("[2, 2]");
  });

  it("at tau = 0 shares 1/|I| among the maxima", () => {
    expect(p([1, 3, 3, -Infinity], { tau: 0 })).toEqual([0, 0.5, 0.5, 0]);
    expect(logs([1, 3, 3], { tau: 0 })).toEqual([-Infinity, -Math.LN2, -Math.LN2]);
    expect(p([-Infinity, -Infinity], { tau: 0 })).toEqual([NAN, NAN]);
    expect(p([Infinity, 0], { tau: 0 })).toEqual([NAN, NAN]);
  });

  it("at tau = Infinity is uniform over the finite entries", () => {
    expect(p([1, 300, -7, -Infinity, 0], { tau: Infinity })).toEqual([0.25, 0.25, 0.25, 0, 0.25]);
    expect(p([-Infinity, -Infinity], { tau: Infinity })).toEqual([NAN, NAN]);
    expect(p([Infinity, 0], { tau: Infinity })).toEqual([NAN, NAN]);
  });

  it("reaches the limit for the smallest tau there is", () => {
    expect(p([1, 3, 3], { tau: 5e-324 })).toEqual([0, 0.5, 0.5]);
    expect(p([-1e300, 1e300, 1e300], { tau: 1e-10 })).toEqual([0, 0.5, 0.5]);
  });

  it.each([-1, NAN, -Infinity])("refuses tau = %d and names it", (tau) => {
    const failure = failureOf(() => p([1, 2], { tau }));
    expect(failure.code).toBe("Domain");
    expect(failure.message).toContain("tau");
    expect(failure.message).toContain(String(tau));
  });

  it("refuses a dim out of range, naming what it takes", () => {
    const failure = failureOf(() => p([[1, 2]], { dim: 2 }));
    expect(failure).toMatchObject({ code: "Shape", message: "dim must be from -2 to 1 for 2 axes, got 2" });
    expect(failureOf(() => p([1], { dim: 0.5 })).code).toBe("Shape");
  });

  it("goes along any axis", () => {
    const z = finish(randn([3, 5, 7], { seed: 1, stream: "axes" }));
    for (const dim of [0, 1, 2]) {
      const result = numbers(finish(probabilities(finish(softmax(z, { dim })))));
      const [step, n] = [
        [35, 3],
        [7, 5],
        [1, 7],
      ][dim] as [number, number];
      for (let i = 0; i < z.data.length; i++) {
        const at = Math.floor(i / step) % n;
        const row = Array.from({ length: n }, (_, k) => z.data[i + (k - at) * step] as number);
        expect(result[i]).toBe(p(row)[at]);
      }
    }
  });

  it("keeps float32 and rounds to the halves; int32 and bool give float64", () => {
    const dtypeOf = (dtype: Parameters<typeof fromNested>[1]) => finish(probabilities(finish(softmax(fromNested([0, 1], dtype)))));
    expect(dtypeOf("float32").dtype).toBe("float32");
    expect(dtypeOf("float64").dtype).toBe("float64");
    expect(dtypeOf("int32").dtype).toBe("float64");
    expect(dtypeOf("bool").dtype).toBe("float64");
    expect(numbers(dtypeOf("float16"))).toEqual([0.26904296875, 0.73095703125]);
    expect(numbers(dtypeOf("bfloat16"))).toEqual([0.26953125, 0.73046875]);
  });

  it("of float32 logits is within 2.5e-7 of the float64 result", () => {
    const z = finish(randn([10_000], { seed: 3, stream: "f32" }, "float32"));
    const exact = p(fromNested(numbers(z)));
    p(z).forEach((x, i) => {
      expect(Math.abs(x / (exact[i] as number) - 1)).toBeLessThan(2.5e-7);
    });
  });

  it("sums to 1 within 1e-12 over ten million entries", () => {
    const z = finish(randn([1e7], { seed: 1, stream: "sum" }));
    const d = finish(softmax(z));
    let [sum, low] = [0, 0];
    for (const x of numbers(finish(probabilities(d)))) {
      const next = sum + x;
      low += sum - (next - (next - sum)) + (x - (next - sum));
      sum = next;
    }
    expect(Math.abs(sum + low - 1)).toBeLessThan(1e-12);
  });

  it("gives the same bits for logits in memory, in chunks, and under any chunk grouping", () => {
    const z = finish(randn([3, 70_001], { seed: 7, stream: "bits" }));
    const held = finish(softmax(z));
    const streamed = finish(softmax(lazily(z)));
    expect(streamed.l).toEqual(held.l);
    expect(streamed.m).toEqual(held.m);
    const one = finish(softmax(fromNested(numbers(z).slice(70_001, 140_002))));
    expect(one.l[0]).toBe(held.l[1]);
  });

  it("reads lazy logits once, in order, in chunks of at most 65,536, with progress after each", () => {
    const asked: [number, number][] = [];
    const z = lazily(finish(randn([200_000], { seed: 7, stream: "once" }, "float32")), asked);
    const { steps } = stepsOf(softmax(z));
    expect(asked[0]?.[0]).toBe(0);
    for (const [i, [start, end]] of asked.entries()) {
      expect(end - start).toBeLessThanOrEqual(65_536);
      expect(end).toBe(asked[i + 1]?.[0] ?? 200_000);
    }
    expect(steps.map((step) => step.kind === "progress" && step.done)).toEqual(asked.map(([, end]) => end));
  });

  it("agrees between lazy and held logits along a strided axis", () => {
    const z = finish(randn([50, 40, 3], { seed: 7, stream: "strided" }));
    for (const dim of [0, 1]) {
      const held = p(z, { dim });
      p(lazily(z), { dim }).forEach((x, i) => {
        expect(Math.abs(x - (held[i] as number))).toBeLessThanOrEqual(4e-16);
      });
    }
  });

  it("keeps small logarithms: log_softmax([0, -40]) starts at -4.2e-18", () => {
    const [first, second] = logs([0, -40]);
    expect(first).toBeCloseTo(-4.248354255291589e-18, 30);
    expect(second).toBe(-40);
  });

  it("gives lazy logarithms for lazy logits, equal to the held ones", () => {
    const z = finish(randn([4, 300], { seed: 2, stream: "log" }));
    const mask = finish(probabilities(finish(softmax(z)))).data.map((x) => (x > 0.002 ? 1 : 0));
    const options = { tau: 0.7, dim: 0, mask: { kind: "tensor", dtype: "float64", shape: [4, 300], data: mask } } as const;
    const lazy = finish(logSoftmax(lazily(z), options));
    if (lazy.kind !== "lazy") throw new Error("a lazy tensor was expected");
    const out = new Float64Array(1200);
    finish(lazy.source.read(0, 1200, out));
    const held = numbers(finish(logSoftmax(z, options)));
    out.forEach((x, i) => {
      expect(x === held[i] || Math.abs(x - (held[i] as number)) < 1e-13).toBe(true);
    });
  });

  it("carries the labels of the axis that it goes along", () => {
    const z = {
      ...fromNested([
        [1, 2],
        [3, 4],
      ]),
      labels: ["a", "b"],
    };
    expect(finish(softmax(z)).labels).toEqual(["a", "b"]);
    expect(finish(softmax(z, { dim: 0 })).labels).toBeUndefined();
    expect(finish(probabilities(finish(softmax(z)))).labels).toEqual(["a", "b"]);
  });

  it("of a scalar is 1", () => {
    expect(toNested(finish(probabilities(finish(softmax(fromNested(5))))))).toBe(1);
  });

  it("computes for a distribution that came from elsewhere", () => {
    const d = { ...finish(softmax(fromNested([1, 2, 3]), { tau: 2 })) };
    expect(numbers(finish(probabilities(d)))).toEqual(p([1, 2, 3], { tau: 2 }));
  });
});

describe("hardmax", () => {
  it("is one-hot at the first maximum, along any axis", () => {
    expect(numbers(finish(hardmax(fromNested([1, 3, 3, 2]))))).toEqual([0, 1, 0, 0]);
    expect(
      numbers(
        finish(
          hardmax(
            fromNested([
              [1, 5],
              [4, 5],
            ]),
            0,
          ),
        ),
      ),
    ).toEqual([0, 1, 1, 0]);
    expect(
      numbers(
        finish(
          hardmax(
            fromNested([
              [1, 5],
              [4, 5],
            ]),
            1,
          ),
        ),
      ),
    ).toEqual([0, 1, 0, 1]);
    expect(finish(hardmax(fromNested([]))).shape).toEqual([0]);
  });
});
