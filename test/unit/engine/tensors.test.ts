import { describe, expect, it } from "vitest";
import {
  arange,
  argmax,
  argmin,
  argsort,
  cast,
  cumsum,
  fromNested,
  full,
  linspace,
  logspace,
  materialise,
  type ReduceOp,
  type ReduceOptions,
  randn,
  reduce,
  reshape,
  scalar,
  stack,
  take,
  toNested,
  topk,
  transpose,
  withLabels,
} from "../../../src/engine/index.ts";
import { type AnyTensor, finish, type Tensor } from "../../../src/model/index.ts";
import { failureOf, lazily, numbers, stepsOf, tensor } from "./given.ts";

const NAN = Number.NaN;
const nested = (x: AnyTensor) => toNested(finish(materialise(x)));

describe("construction", () => {
  it("spaces numbers evenly, ends included", () => {
    expect(numbers(linspace(-3.5, 3.5, 15))).toEqual(Array.from({ length: 15 }, (_, i) => -3.5 + i / 2));
    expect(numbers(linspace(0, 1, 1))).toEqual([0]);
    expect(numbers(linspace(0, 1, 0))).toEqual([]);
    expect(numbers(linspace(0.1, 0.7, 4)).at(-1)).toBe(0.7);
    expect(numbers(linspace(-1.7e308, 1.7e308, 3))).toEqual([-1.7e308, 0, 1.7e308]);
    expect(numbers(logspace(-2, 2, 5))).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(numbers(arange(0, 1, 0.25))).toEqual([0, 0.25, 0.5, 0.75]);
    expect(numbers(arange(3, 0, -1))).toEqual([3, 2, 1]);
    expect(numbers(arange(3, 0))).toEqual([]);
  });

  it("fails at once for what memory can't hold", () => {
    for (const act of [
      () => linspace(0, 1, 1e9),
      () => full([1e5, 1e5], 0),
      () => arange(0, 1e12),
      () => finish(randn([1e5, 1e5], { seed: 1, stream: "" })),
    ]) {
      expect(failureOf(act).code).toBe("TooLarge");
    }
  });

  it("refuses counts, steps and shapes that are none", () => {
    expect(failureOf(() => linspace(0, 1, 2.5))).toMatchObject({ code: "Domain", message: "n must be a whole number from 0, got 2.5" });
    expect(failureOf(() => arange(0, 1, 0)).code).toBe("Domain");
    expect(failureOf(() => full([-1], 0)).code).toBe("Shape");
  });

  it("takes nested numbers apart and puts them back", () => {
    for (const x of [
      5,
      [],
      [[]],
      [[], []],
      [
        [1, 2],
        [3, 4],
      ],
      [[[1], [2]]],
    ])
      expect(toNested(fromNested(x))).toEqual(x);
    expect(fromNested([[], []]).shape).toEqual([2, 0]);
    expect(scalar(3).shape).toEqual([]);
    expect(failureOf(() => fromNested([[1, 2], [3]])).code).toBe("Shape");
    expect(failureOf(() => fromNested([[1, 2], 3])).code).toBe("Shape");
    expect(failureOf(() => fromNested([1, [2]])).code).toBe("Shape");
  });

  it("casts, lazily for lazy input", () => {
    expect(numbers(finish(cast(tensor([1.7, -1.7, 0]), "int32")))).toEqual([1, -1, 0]);
    const lazy = finish(cast(lazily(tensor([0.1])), "float16"));
    expect(lazy.kind).toBe("lazy");
    expect(nested(lazy)).toEqual([0.0999755859375]);
  });

  it("labels the entries of the last axis, one each", () => {
    expect(withLabels(tensor([[1, 2]]), ["a", "b"]).labels).toEqual(["a", "b"]);
    expect(failureOf(() => withLabels(tensor([1, 2]), ["a"])).code).toBe("Shape");
  });
});

describe("reductions", () => {
  const of = (x: Tensor, op: ReduceOp, options?: ReduceOptions) => nested(finish(reduce(x, op, options)));
  const x = tensor([
    [1, 2, 3],
    [4, 5, 9],
  ]);

  it("go along one axis, several, or all", () => {
    expect(of(x, "sum")).toBe(24);
    expect(of(x, "sum", { dim: 0 })).toEqual([5, 7, 12]);
    expect(of(x, "mean", { dim: -1 })).toEqual([2, 6]);
    expect(of(x, "max", { dim: [0, 1] })).toBe(9);
    expect(of(x, "min", { dim: 1, keepdims: true })).toEqual([[1], [4]]);
    expect(of(x, "prod", { dim: 1 })).toEqual([6, 180]);
    expect(finish(reduce(finish(randn([2, 3, 4], { seed: 1, stream: "" })), "sum", { dim: [0, 2] })).shape).toEqual([3]);
  });

  it("take variance and std without bias, as mathjs, or with correction = 0 as NumPy", () => {
    expect(of(tensor([1, 2, 4, 8]), "variance")).toBeCloseTo(9.583333333333334, 14);
    expect(of(tensor([1, 2, 4, 8]), "std", { correction: 0 })).toBeCloseTo(2.680951323690902, 14);
    expect(of(tensor([5]), "variance")).toBe(0);
    expect(of(tensor([1e9 + 1, 1e9 + 2, 1e9 + 3]), "variance")).toBe(1);
  });

  it("compensate sums", () => {
    expect(of(full([1_000_001], 0.1), "sum")).toBe(100000.1);
    expect(of(tensor([1e16, 1, -1e16]), "sum")).toBe(1);
    expect(of(tensor([Infinity, 1]), "sum")).toBe(Infinity);
  });

  it("let NaN win", () => {
    for (const op of ["sum", "mean", "max", "min", "prod", "std"] as const) expect(of(tensor([1, NAN, 3]), op)).toBeNaN();
    expect(of(tensor([NAN, 1]), "min")).toBeNaN();
  });

  it("of nothing are 0, 1 and NaN, and a failure for max and min", () => {
    expect(of(tensor([]), "sum")).toBe(0);
    expect(of(tensor([]), "prod")).toBe(1);
    expect(of(tensor([]), "mean")).toBeNaN();
    expect(failureOf(() => of(tensor([]), "max")).code).toBe("Shape");
    expect(finish(reduce(tensor([[], []]), "sum", { dim: 0 })).shape).toEqual([0]);
  });

  it("keep the float dtype; sums of int32 and bool are float64, their max and min stay", () => {
    expect(finish(reduce(fromNested([1], "float32"), "sum")).dtype).toBe("float32");
    expect(finish(reduce(fromNested([2 ** 31 - 1, 1], "int32"), "sum")).data[0]).toBe(2 ** 31);
    expect(finish(reduce(fromNested([1], "int32"), "max")).dtype).toBe("int32");
    expect(finish(reduce(fromNested([1, 0], "bool"), "sum")).data[0]).toBe(1);
  });

  it("are the same for lazy input, bit by bit", () => {
    const z = finish(randn([3, 70_000], { seed: 1, stream: "r" }));
    for (const op of ["sum", "mean", "max", "std"] as const) {
      expect(finish(reduce(lazily(z), op, { dim: 1 }))).toEqual(finish(reduce(z, op, { dim: 1 })));
    }
    expect(numbers(finish(reduce(lazily(z), "max", { dim: 0 })))).toEqual(numbers(finish(reduce(z, "max", { dim: 0 }))));
  });
});

describe("order", () => {
  it("topk falls, ties by lower index, NaN first", () => {
    const { values, indices } = finish(topk(tensor([1, 3, NAN, 3, 2]), 4));
    expect(numbers(values)).toEqual([NAN, 3, 3, 2]);
    expect(numbers(indices)).toEqual([2, 1, 3, 4]);
    expect(indices.dtype).toBe("int32");
  });

  it("topk goes along any axis and agrees with a sort", () => {
    const z = finish(randn([40, 5], { seed: 1, stream: "topk" }));
    const { values } = finish(topk(z, 7, 0));
    expect(values.shape).toEqual([7, 5]);
    for (let j = 0; j < 5; j++) {
      const column = numbers(z)
        .filter((_, i) => i % 5 === j)
        .sort((a, b) => b - a);
      expect(numbers(values).filter((_, i) => i % 5 === j)).toEqual(column.slice(0, 7));
    }
  });

  it.each([
    ["random", (x: number) => x],
    ["rising", (_: number, i: number) => i],
    ["falling", (_: number, i: number) => -i],
    ["full of ties", (x: number) => Math.round(x)],
    ["sprinkled with NaN", (x: number, i: number) => (i % 997 === 0 ? NAN : x)],
  ])("topk agrees with a sort of many elements that are %s", (_, element) => {
    for (const dtype of ["float32", "float64"] as const) {
      const z = finish(randn([20_000], { seed: 2, stream: "topk" }, dtype));
      const elements = { ...z, data: z.data.map(element) as typeof z.data };
      const order = Array.from(finish(argsort({ ...elements, data: elements.data.map((x) => -x) })).data);
      const nans = order.filter((i) => Number.isNaN(elements.data[i]));
      const expected = [...nans, ...order].slice(0, 50);
      expect(Array.from(finish(topk(elements, 50)).indices.data)).toEqual(expected);
    }
  });

  it("topk takes all, none, and lazy input", () => {
    const z = finish(randn([100_000], { seed: 1, stream: "topk" }));
    expect(finish(topk(z, 0)).values.shape).toEqual([0]);
    expect(finish(topk(lazily(z), 50))).toEqual(finish(topk(z, 50)));
    const all = numbers(finish(topk(z, 100_000)).values);
    expect(all).toEqual(numbers(z).sort((a, b) => b - a));
  });

  it.each([-1, 4, 1.5])("topk refuses k = %d and says what it takes", (k) => {
    expect(failureOf(() => finish(topk(tensor([1, 2, 3]), k)))).toMatchObject({
      code: "Domain",
      message: `k must be a whole number from 0 to 3, got ${k}`,
    });
  });

  it("argmax and argmin give the first, NaN winning as in NumPy", () => {
    expect(nested(finish(argmax(tensor([1, 3, 3]))))).toBe(1);
    expect(nested(finish(argmax(tensor([1, NAN, 5, NAN]))))).toBe(1);
    expect(nested(finish(argmin(tensor([2, 1, 1]))))).toBe(1);
    expect(nested(finish(argmin(tensor([2, NAN, 1]))))).toBe(1);
    expect(nested(finish(argmax(tensor([-Infinity, -Infinity]))))).toBe(0);
    expect(
      nested(
        finish(
          argmax(
            tensor([
              [1, 9],
              [8, 2],
            ]),
            0,
          ),
        ),
      ),
    ).toEqual([1, 0]);
    expect(
      nested(
        finish(
          argmax(
            tensor([
              [1, 9],
              [8, 2],
            ]),
            null,
          ),
        ),
      ),
    ).toBe(1);
    expect(failureOf(() => finish(argmax(tensor([])))).code).toBe("Shape");
  });

  it("argsort rises, is stable, and puts NaN last", () => {
    expect(nested(finish(argsort(tensor([3, NAN, 1, 3, 2]))))).toEqual([2, 4, 0, 3, 1]);
    expect(
      nested(
        finish(
          argsort(
            tensor([
              [2, 1],
              [1, 2],
            ]),
            0,
          ),
        ),
      ),
    ).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});

describe("arranging", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  it("transposes by reversing the axes", () => {
    expect(nested(finish(transpose(x)))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(finish(transpose(full([2, 3, 4], 0))).shape).toEqual([4, 3, 2]);
    expect(finish(transpose(full([0, 3], 0))).shape).toEqual([3, 0]);
  });

  it("reshapes, with one extent left open", () => {
    expect(nested(finish(reshape(x, [3, -1])))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(failureOf(() => finish(reshape(x, [4, 2])))).toMatchObject({
      code: "Shape",
      message: "shape [2, 3] (6 elements) can't be reshaped to [4, 2]",
    });
    expect(failureOf(() => finish(reshape(x, [-1, -1]))).code).toBe("Shape");
  });

  it("stacks along a new axis", () => {
    expect(nested(finish(stack([tensor([1, 2]), tensor([3, 4])])))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(nested(finish(stack([tensor([1, 2]), tensor([3, 4])], -1)))).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(failureOf(() => finish(stack([tensor([1]), tensor([1, 2])]))).message).toContain("[1] and [2]");
    expect(failureOf(() => finish(stack([]))).code).toBe("Shape");
  });

  it("takes elements by 0-based indices, a number dropping its axis", () => {
    expect(nested(take(x, [1]))).toEqual([4, 5, 6]);
    expect(nested(take(x, [[1, 0], 2]))).toEqual([6, 3]);
    expect(nested(take(x, [0, 0]))).toBe(1);
    expect(nested(take(withLabels(x, ["a", "b", "c"]), [0, [2, 0]]))).toEqual([3, 1]);
    expect(take(withLabels(x, ["a", "b", "c"]), [0, [2, 0]]).labels).toEqual(["c", "a"]);
    expect(failureOf(() => take(x, [2])).message).toBe("index 2 is out of range for axis 0 of 2 entries (counted from 0)");
    expect(failureOf(() => take(x, [0, 0, 0])).code).toBe("Shape");
  });

  it("adds up along an axis", () => {
    expect(nested(finish(cumsum(x)))).toEqual([
      [1, 3, 6],
      [4, 9, 15],
    ]);
    expect(nested(finish(cumsum(x, 0)))).toEqual([
      [1, 2, 3],
      [5, 7, 9],
    ]);
  });
});

describe("long work", () => {
  it("takes a step at least every 65,536 elements", () => {
    const z = finish(randn([500_000], { seed: 1, stream: "" }));
    for (const work of [() => reduce(z, "sum"), () => topk(z, 5), () => argsort(z), () => cast(z, "float32")]) {
      expect(stepsOf<unknown>(work()).steps.length).toBeGreaterThanOrEqual(7);
    }
  });
});
