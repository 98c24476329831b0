import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  logSoftmax,
  logSoftmaxJacobian,
  logSoftmaxVjp,
  logsumexp,
  logsumexpGrad,
  logsumexpHessian,
  materialise,
  type SoftmaxOptions,
  softmaxHessian,
  softmaxJacobian,
  softmaxProduct,
} from "../../../src/engine/index.ts";
import { type AnyTensor, finish, type Steps } from "../../../src/model/index.ts";
import { failureOf, lazily, numbers, p, tensor } from "./given.ts";

const of = (work: Steps<AnyTensor>): number[] => numbers(finish(materialise(finish(work))));
const product = (z: number[], v: number[], options: SoftmaxOptions = {}) => of(softmaxProduct(tensor(z), tensor(v), "tangent", options));
const near = (got: readonly number[], expected: readonly number[], digits = 13): void => {
  expect(got).toHaveLength(expected.length);
  for (const [i, x] of expected.entries()) expect(got[i]).toBeCloseTo(x, digits);
};
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
const entry = fc.double({ min: -4, max: 4, noNaN: true });
const pairs = fc.array(fc.tuple(entry, entry, entry), { minLength: 1, maxLength: 8 });
const unzip = (list: readonly (readonly number[])[]): [number[], number[], number[]] =>
  [0, 1, 2].map((i) => list.map((row) => row[i] as number)) as [number[], number[], number[]];

/** Central differences of f in every place. */
function differences(f: (z: number[]) => number, z: readonly number[], h = 1e-5): number[] {
  const moved = (i: number, by: number): number => f(z.map((x, j) => (i === j ? x + by : x)));
  return z.map((_, i) => (moved(i, h) - moved(i, -h)) / (2 * h));
}

describe("J = diag(p) - ppT = Hessian of LSE = Fisher information", () => {
  it("of two logits is the slope of the sigmoid", () => {
    const s = 0.19661193324148185;
    near(of(softmaxJacobian(tensor([1, 0]))), [s, -s, -s, s], 15);
    near(of(softmaxJacobian(tensor([2, 0]), 2)), [s / 2, -s / 2, -s / 2, s / 2], 15);
    expect(of(softmaxJacobian(tensor([1, 2]), Infinity))).toEqual([0, -0, -0, 0]);
    expect(
      finish(
        softmaxJacobian(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      ).shape,
    ).toEqual([2, 2, 2]);
  });

  it("J·1 = 0; J symmetric PSD, its norm at most 1/(2 tau); <u, Jv> = <JTu, v>", () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.2, max: 5, noNaN: true }), (list, tau) => {
        const [z, u, v] = unzip(list);
        const J = of(softmaxJacobian(tensor(z), tau));
        const times = (x: readonly number[]) => z.map((_, i) => dot(J.slice(i * z.length, (i + 1) * z.length), x));
        near(
          times(z.map(() => 1)),
          z.map(() => 0),
        );
        for (const [i] of z.entries()) for (const [j] of z.entries()) expect(J[i * z.length + j]).toBe(J[j * z.length + i]);
        expect(dot(v, times(v))).toBeGreaterThanOrEqual(-1e-14);
        expect(Math.hypot(...times(v))).toBeLessThanOrEqual(Math.hypot(...v) / (2 * tau) + 1e-12);
        near(times(v), product(z, v, { tau }), 12);
        expect(dot(u, product(z, v, { tau }))).toBeCloseTo(dot(product(z, u, { tau }), v), 11);
        near(of(logsumexpHessian(tensor(z))), of(softmaxJacobian(tensor(z))));
      }),
    );
  });

  it("keeps its digits where one probability is close to 1", () => {
    expect(of(softmaxJacobian(tensor([0, -40])))[0]).toBeCloseTo(4.248354255291589e-18, 30);
    expect(of(logSoftmaxJacobian(tensor([0, -40])))[0]).toBeCloseTo(4.248354255291589e-18, 30);
  });
});

describe("JVP and VJP y·(v - sum yv), never materialised", () => {
  it("VJP agrees with central differences", () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.5, max: 5, noNaN: true }), (list, tau) => {
        const [z, v] = unzip(list);
        near(
          product(z, v, { tau }),
          differences((x) => dot(v, p(x, { tau })), z),
          6,
        );
        near(
          of(logSoftmaxVjp(tensor(z), tensor(v))),
          differences((x) => dot(v, of(logSoftmax(tensor(x)))), z),
          6,
        );
      }),
    );
  });

  it("does not mind -Infinity, masks, other axes, and lazy logits", () => {
    near(product([1, -Infinity, 2], [1, 5, 3]), [-0.39322386648296376, 0, 0.3932238664829637], 14);
    const mask = tensor([1, 0, 1], "bool");
    near(product([1, 9, 2], [1, 5, 3], { mask }), [-0.39322386648296376, 0, 0.3932238664829637], 14);
    near(of(logSoftmaxVjp(tensor([1, 9, 2]), tensor([1, Infinity, 0]), { mask })), [1 - 0.2689414213699951, 0, -0.7310585786300049], 14);
    near(of(softmaxProduct(tensor([[1], [2]]), tensor([[1], [3]]), "tangent", { dim: 0 })), [-0.39322386648296376, 0.3932238664829637], 14);
    near(of(softmaxProduct(lazily(tensor([1, 2])), tensor([1, 3]), "tangent", { tau: Infinity })), [0, 0]);
  });

  it("names the argument that is wrong", () => {
    expect(failureOf(() => product([1, 2], [1])).message).toBe("tangent must have the shape of z, [2], got [1]");
    expect(failureOf(() => product([1, 2], [1, 2], { tau: 0 }))).toMatchObject({ code: "Domain", message: expect.stringContaining("tau") });
    expect(failureOf(() => of(softmaxJacobian(tensor([1]), 0))).message).toContain("tau");
  });
});

describe("the other derivatives", () => {
  it("the gradient of LSE is p", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [z] = unzip(list);
        near(of(logsumexpGrad(tensor(z))), p(z));
        near(
          p(z),
          differences((x) => numbers(finish(logsumexp(tensor(x))).value)[0] as number, z),
          6,
        );
      }),
    );
    expect(of(logsumexpGrad(tensor([1, 2]), tensor([0, 1], "bool")))).toEqual([0, 1]);
  });

  it("the Jacobian of log_softmax is I - 1pT", () => {
    const z = [0.5, -1, 2];
    const expected = z.flatMap((_, i) => p(z).map((x, j) => Number(i === j) - x));
    near(of(logSoftmaxJacobian(tensor(z))), expected, 15);
  });

  it("the Hessian of softmax agrees with central differences of the Jacobian", () => {
    const z = [0.5, -1, 2];
    const H = finish(softmaxHessian(tensor(z)));
    expect(H.shape).toEqual([3, 3, 3]);
    const expected = Array.from({ length: 9 }, (_, at) => differences((x) => of(softmaxJacobian(tensor(x)))[at] as number, z)).flat();
    near(numbers(H), expected, 9);
  });
});
