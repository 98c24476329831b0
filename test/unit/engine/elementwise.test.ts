import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  broadcastShapes,
  clip,
  full,
  mapBinary,
  mapUnary,
  materialise,
  randn,
  roundTo,
  type UnaryOp,
  where,
} from "../../../src/engine/index.ts";
import { type AnyTensor, finish, type LazyTensor } from "../../../src/model/index.ts";
import { failureOf, generated, lazily, numbers, tensor } from "./given.ts";

const NAN = Number.NaN;
const unary = (x: number[], op: UnaryOp) => numbers(finish(mapUnary(tensor(x), op)));
const held = (x: AnyTensor) => finish(materialise(x));

describe("broadcasting", () => {
  it("follows NumPy, zero extents included", () => {
    expect(broadcastShapes([3, 1], [4])).toEqual([3, 4]);
    expect(broadcastShapes([], [2, 3])).toEqual([2, 3]);
    expect(broadcastShapes([0], [1])).toEqual([0]);
    expect(broadcastShapes([2, 0], [2, 1])).toEqual([2, 0]);
  });

  it("names both shapes where they do not fit", () => {
    const failure = failureOf(() => finish(mapBinary(full([2, 3], 1), full([4], 1), "add")));
    expect(failure).toMatchObject({ code: "Shape", message: "shapes [2, 3] and [4] do not broadcast" });
    expect(failureOf(() => broadcastShapes([0], [3])).code).toBe("Shape");
  });

  it("repeats elements as indexing by hand does", () => {
    const extent = fc.integer({ min: 0, max: 4 });
    const pair = fc.tuple(extent, fc.constantFrom("both", "left", "right"));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 4 }), fc.nat(2), (axes, dropped) => {
        const shapeA = axes.map(([n, who]) => (who === "right" ? 1 : n));
        const shapeB = axes.map(([n, who]) => (who === "left" ? 1 : n)).slice(dropped);
        const a = finish(randn(shapeA, { seed: 1, stream: "a" }));
        const b = finish(randn(shapeB, { seed: 1, stream: "b" }));
        const sum = held(finish(mapBinary(a, b, "add")));
        expect(sum.shape).toEqual(broadcastShapes(shapeA, shapeB));
        for (let i = 0; i < sum.data.length; i++) expect(sum.data[i]).toBe(at(a, sum.shape, i) + at(b, sum.shape, i));
      }),
    );
  });
});

/** Element i of x broadcast to `shape`, by the definition. */
function at(x: { shape: readonly number[]; data: ArrayLike<number> }, shape: readonly number[], i: number): number {
  let [rest, offset, stride] = [i, 0, 1];
  for (let axis = shape.length - 1, own = x.shape.length - 1; axis >= 0; axis--, own--) {
    const index = rest % (shape[axis] as number);
    rest = Math.floor(rest / (shape[axis] as number));
    if (own < 0) continue;
    if (x.shape[own] !== 1) offset += index * stride;
    stride *= x.shape[own] as number;
  }
  return x.data[offset] as number;
}

describe("elementwise results", () => {
  const dtype = (a: AnyTensor | number, b: AnyTensor | number, op: Parameters<typeof mapBinary>[2] = "add") =>
    finish(mapBinary(a, b, op)).dtype;
  const one = (name: Parameters<typeof full>[2]) => full([1], 1, name);

  it("have the dtype that the contract says", () => {
    expect(dtype(one("float32"), 0.5)).toBe("float32");
    expect(dtype(one("float32"), one("float64"))).toBe("float64");
    expect(dtype(one("float16"), one("bfloat16"))).toBe("float32");
    expect(dtype(one("bfloat16"), 2)).toBe("bfloat16");
    expect(dtype(one("int32"), one("int32"))).toBe("int32");
    expect(dtype(one("int32"), 2)).toBe("int32");
    expect(dtype(one("int32"), 0.5)).toBe("float64");
    expect(dtype(one("int32"), 2, "div")).toBe("float64");
    expect(dtype(one("bool"), one("bool"))).toBe("int32");
    expect(dtype(one("int32"), one("float32"))).toBe("float64");
    expect(dtype(one("float32"), 1, "lt")).toBe("bool");
    expect(dtype(one("float32"), 1, (x, y) => x + y)).toBe("float32");
    expect(dtype(1, 2)).toBe("float64");
    expect(finish(mapUnary(one("bool"), "exp")).dtype).toBe("float64");
    expect(finish(mapUnary(one("int32"), "neg")).dtype).toBe("int32");
    expect(finish(mapUnary(one("float16"), "exp")).dtype).toBe("float16");
    expect(finish(where(one("bool"), one("bool"), one("bool"))).dtype).toBe("bool");
  });

  it("in float32 are rounded at every step", () => {
    const third = finish(mapBinary(full([1], 1, "float32"), 3, "div"));
    expect(numbers(third)).toEqual([Math.fround(1 / 3)]);
    expect(numbers(finish(mapBinary(third, third, "mul")))).toEqual([Math.fround(Math.fround(1 / 3) ** 2)]);
  });

  it("compare exactly, with NaN unequal to all", () => {
    expect(numbers(finish(mapBinary(tensor([1, 2, NAN]), tensor([1, 3, NAN]), "eq")))).toEqual([1, 0, 0]);
    expect(numbers(finish(mapBinary(tensor([1, 2, NAN]), 2, "lt")))).toEqual([1, 0, 0]);
  });

  it("propagate NaN through min, max and clip", () => {
    expect(numbers(finish(mapBinary(tensor([NAN, 1]), 0, "max")))).toEqual([NAN, 1]);
    expect(numbers(finish(clip(tensor([-2, 0.5, 9, NAN]), -1, 1)))).toEqual([-1, 0.5, 1, NAN]);
  });

  it("carry labels while the last axis keeps its length", () => {
    const x = { ...tensor([1, 2]), labels: ["a", "b"] };
    expect(finish(mapBinary(x, 2, "mul")).labels).toEqual(["a", "b"]);
    expect(finish(mapBinary(tensor([[1], [2]]), x, "mul")).labels).toEqual(["a", "b"]);
    expect(finish(mapUnary(x, "exp")).labels).toEqual(["a", "b"]);
  });

  it("of where come from a or b by the condition, broadcast", () => {
    expect(numbers(finish(where(tensor([1, 0]), tensor([[1], [2]]), 9)))).toEqual([1, 9, 2, 9]);
  });

  it("take any function of one or two numbers", () => {
    expect(numbers(finish(mapUnary(tensor([1, 2]), (x) => x * 10)))).toEqual([10, 20]);
    expect(numbers(finish(mapBinary(tensor([1, 2]), 3, (x, y) => x + 10 * y)))).toEqual([31, 32]);
  });

  it("that are too large fail at once", () => {
    const [row, column] = [full([1, 20_000], 1), full([20_000, 1], 1)];
    expect(failureOf(() => finish(mapBinary(row, column, "add"))).code).toBe("TooLarge");
  });
});

describe("special functions", () => {
  it("follow SciPy at their edges", () => {
    expect(unary([0, -1, NAN], "entr")).toEqual([0, -Infinity, NAN]);
    expect(unary([0.3], "entr")[0]).toBeCloseTo(0.3611918412977808, 15);
    const two = (op: Parameters<typeof mapBinary>[2], x: number, y: number) => numbers(finish(mapBinary(x, y, op)))[0];
    expect(two("xlogy", 0, 0)).toBe(0);
    expect(two("xlogy", 0, NAN)).toBeNaN();
    expect(two("xlog1py", 0, -1)).toBe(0);
    expect(two("relEntr", 0, 0)).toBe(0);
    expect(two("relEntr", 1, 0)).toBe(Infinity);
    expect(two("relEntr", -1, 1)).toBe(Infinity);
    expect(two("relEntr", 1, 1.0000001)).toBeCloseTo(-9.999999505838704e-8, 22);
    expect(two("klDiv", 0.3, 0.2)).toBeCloseTo(0.021639532432449288, 15);
    expect(two("logaddexp", -Infinity, -Infinity)).toBe(-Infinity);
    expect(two("logaddexp", Infinity, Infinity)).toBe(Infinity);
    expect(two("logaddexp", 1, 2)).toBeCloseTo(2.313261687518223, 15);
    expect(two("logaddexp", 1, NAN)).toBeNaN();
  });

  it("neither overflow nor cancel", () => {
    expect(unary([-800, 800, 0], "sigmoid")).toEqual([0, 1, 0.5]);
    expect(unary([-800, 800], "logSigmoid")).toEqual([-800, -0]);
    expect(unary([0, -1e-20, -Infinity], "log1mexp")).toEqual([-Infinity, Math.log(1e-20), -0]);
    expect(unary([0, 1, 0.5], "logit")).toEqual([-Infinity, Infinity, 0]);
    expect(unary([800, -800], "softplus")).toEqual([800, 0]);
  });

  it("round half away from zero, as mathjs, and take its mod", () => {
    expect(unary([2.5, -2.5, 0.49999999999999994, NAN], "round")).toEqual([3, -3, 0, NAN]);
    expect(numbers(finish(mapBinary(tensor([5, -5, 5, 3]), tensor([3, 3, -3, 0]), "mod")))).toEqual([2, 1, -1, 3]);
  });
});

describe("a lazy chain", () => {
  it("stays lazy, reads only what is asked for, and equals the held one", () => {
    const x = finish(randn([1000], { seed: 1, stream: "x" }, "float32"));
    const chain = (z: AnyTensor) => finish(mapUnary(finish(mapBinary(finish(mapBinary(z, 0.7, "div")), full([1000], 2), "add")), "exp"));
    const asked: [number, number][] = [];
    const lazy = chain(lazily(x, asked)) as LazyTensor;
    expect(lazy.kind).toBe("lazy");
    expect(lazy.dtype).toBe("float64");
    expect(asked).toEqual([]);
    const out = new Float64Array(10);
    finish(lazy.source.read(500, 510, out));
    expect(asked).toEqual([[500, 510]]);
    expect(Array.from(out)).toEqual(numbers(chain(x)).slice(500, 510));
    expect(held(lazy)).toEqual(chain(x));
  });

  it("repeats a row or a column over lazy elements", () => {
    const x = finish(randn([30, 7], { seed: 1, stream: "x" }));
    const row = finish(randn([7], { seed: 1, stream: "row" }));
    const column = finish(randn([30, 1], { seed: 1, stream: "column" }));
    for (const other of [row, column]) {
      expect(held(finish(mapBinary(lazily(x), other, "mul")))).toEqual(finish(mapBinary(x, other, "mul")));
      expect(held(finish(mapBinary(x, lazily(other), "mul")))).toEqual(finish(mapBinary(x, other, "mul")));
    }
  });

  it("can hold far more elements than memory", () => {
    const asked: [number, number][] = [];
    const x = finish(
      mapBinary(
        generated([1e12], "float32", (i) => i % 7, asked),
        2,
        "mul",
      ),
    ) as LazyTensor;
    const out = new Float32Array(3);
    finish(x.source.read(7e11, 7e11 + 3, out));
    expect(Array.from(out)).toEqual([0, 2, 4].map((v) => v));
    expect(failureOf(() => finish(materialise(x))).code).toBe("TooLarge");
  });
});

describe("rounding", () => {
  // numpy.float16.
  it("to float16 is NumPy's", () => {
    const x = [1e-7, 0.1, 65519, 65520, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 6e-8, 2.9802322387695312e-8, 2.99e-8, NAN];
    const expected = [
      1.1920928955078125e-7,
      0.0999755859375,
      65504,
      Infinity,
      1,
      1.001953125,
      5.960464477539063e-8,
      0,
      5.960464477539063e-8,
      NAN,
    ];
    expect(x.map((v) => roundTo("float16", v))).toEqual(expected);
    expect(x.map((v) => -roundTo("float16", -v))).toEqual(expected);
    expect(roundTo("float16", -1e-9)).toBe(-0);
  });

  it("to bfloat16 goes to the nearest, ties to even, once", () => {
    expect(roundTo("bfloat16", 1 + 2 ** -8)).toBe(1);
    expect(roundTo("bfloat16", 1 + 3 * 2 ** -8)).toBe(1 + 2 ** -6);
    expect(roundTo("bfloat16", 1 + 2 ** -8 + 2 ** -40)).toBe(1 + 2 ** -7);
    expect(roundTo("bfloat16", 1 + 3 * 2 ** -8 - 2 ** -40)).toBe(1 + 2 ** -7);
    expect(roundTo("bfloat16", 3.4e38)).toBe(Infinity);
    expect(roundTo("bfloat16", -Infinity)).toBe(-Infinity);
  });

  it("cuts to int32 towards zero and takes every non-zero for true", () => {
    expect(roundTo("int32", -2.9)).toBe(-2);
    expect([0, 0.1, NAN].map((v) => roundTo("bool", v))).toEqual([0, 1, 1]);
  });
});
