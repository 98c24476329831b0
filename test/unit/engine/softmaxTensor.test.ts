import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { probabilities, randn, type SoftmaxOptions, softmax, softmaxTensor } from "../../../src/engine/index.ts";
import { type Dtype, finish, type Tensor } from "../../../src/model/index.ts";
import { numbers, stepsOf, tensor } from "./given.ts";

const KEY = { seed: 5, stream: "softmaxTensor" };
/** Whether dtype, shape and every bit are those of `expected`: quicker than toEqual on many elements. */
function same(x: Tensor, expected: Tensor): void {
  expect([x.dtype, x.shape]).toEqual([expected.dtype, expected.shape]);
  const bytes = ({ data }: Tensor) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!bytes(x).equals(bytes(expected))) expect(x.data).toEqual(expected.data);
}

/** Each probability computed anew, as where m and l are known before. */
function lately(z: Tensor, options: SoftmaxOptions): Tensor {
  const d = finish(softmax(z, options));
  expect(d.m.length).toBe(d.l.length);
  return finish(probabilities(d));
}

/** Normal logits, some of them far off. */
function logits(shape: readonly number[], dtype: Dtype, spread: number): Tensor {
  const z = finish(randn(shape, KEY, dtype));
  return {
    ...z,
    data: z.data.map((x, i) => (i % 1000 === 77 ? -Infinity : i % 997 === 5 ? x * 40 * spread : x * spread)) as Tensor["data"],
  };
}

describe.each(["float32", "float64", "float16", "bfloat16", "int32"] as const)("softmax of %s as a tensor", (dtype) => {
  it.each([
    [[0]],
    [[1]],
    [[7]],
    [[1000]],
    [[4096]],
    [[4097]],
    [[20_000]],
    [[3, 9000]],
    [[500, 10]],
    [[40, 3, 7]],
    [[0, 4]],
    [[4, 0]],
    [[]],
  ])("has the bits of a distribution's probabilities, in shape %j", (shape) => {
    for (const spread of [1, 30]) {
      const z = logits(shape, dtype, spread);
      for (const tau of [1, 0.05, 0, Infinity]) same(finish(softmaxTensor(z, { tau })), lately(z, { tau }));
    }
  });

  it("is along any axis, and masked", () => {
    const z = logits([5, 6, 7], dtype, 1);
    const mask = tensor([1, 0, 1, 1, 1, 0, 1], "bool");
    for (const dim of [0, 1, 2]) {
      same(finish(softmaxTensor(z, { dim, mask })), lately(z, { dim, mask }));
    }
  });

  it("goes where it is asked to", () => {
    for (const dim of [0, 1]) {
      const z = logits([3, 50], dtype, 1);
      const expected = finish(softmaxTensor(z, { dim }));
      const out = expected.data.slice().fill(9) as Float32Array | Float64Array;
      expect(finish(softmaxTensor(z, { dim, out })).data).toBe(out);
      expect(out).toEqual(expected.data);
    }
  });
});

it.each([
  [[300, 70], 0],
  [[5000, 3], 0],
  [[4, 90, 33], 1],
  [[70_000, 2], 0],
] as const)("has the bits of a distribution's probabilities along strided rows, in shape %j along %i", (shape, dim) => {
  for (const dtype of ["float32", "float64"] as const) {
    const z = logits(shape, dtype, 3);
    same(finish(softmaxTensor(z, { dim })), lately(z, { dim }));
  }
});

it("has the bits of a distribution's probabilities in rows of many tasks", () => {
  const z = logits([2, 270_000], "float32", 1);
  same(finish(softmaxTensor(z)), lately(z, {}));
});

it("does what the table of edge cases says, for a row by itself", () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const of = (z: number[]) => numbers(finish(softmaxTensor(tensor(z))));
  expect([of([-inf, -inf]), of([inf, 0]), of([-inf, 0]), of([nan, 0]), of([])]).toEqual([[nan, nan], [nan, nan], [0, 1], [nan, nan], []]);
});

it("has the bits of a distribution's probabilities whatever the logits", () => {
  const any = fc.oneof(fc.float(), fc.constantFrom(0, -3.4e38, 1e8, 88, -104));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 60 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (z, tau) => {
      const row = tensor(z, "float32");
      expect(finish(softmaxTensor(row, { tau }))).toEqual(lately(row, { tau }));
    }),
  );
});

it("refuses an out that is not like the result, or is the logits'", () => {
  const z = tensor([1, 2, 3], "float32");
  expect(() => finish(softmaxTensor(z, { out: new Float32Array(2) }))).toThrow("like the result");
  expect(() => finish(softmaxTensor(z, { out: new Float64Array(3) }))).toThrow("like the result");
  expect(() => finish(softmaxTensor(z, { out: z.data as Float32Array }))).toThrow("shares its memory");
});

it("can be interrupted while it goes through a long row, and through many", () => {
  for (const shape of [[400_000], [400, 1000]]) {
    const { steps } = stepsOf(softmaxTensor(logits(shape, "float32", 1)));
    expect(steps.length).toBeGreaterThan(4);
  }
});
