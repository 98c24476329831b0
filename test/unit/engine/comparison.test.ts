import { describe, expect, it } from "vitest";
import { describeDistribution, jsDivergence, klDivergence, pinOf, randn, softmax, totalVariation } from "../../../src/engine/index.ts";
import { type AnyTensor, type Distribution, finish, type PinView } from "../../../src/model/index.ts";
import { numbers, tensor } from "./given.ts";

const at = (z: AnyTensor, tau: number): Distribution => finish(softmax(z, { tau }));
const against = (d: Distribution, other: Distribution): PinView | undefined => finish(describeDistribution(d, finish(pinOf(other)))).pinned;

describe("a distribution against a pinned one", () => {
  it.each([15, 200_000])("of %i entries has the divergences of the whole", (n) => {
    const z = finish(randn([n], { seed: 1, stream: "pin" }));
    const [p, q] = [at(z, 0.7), at(z, 2)];
    const view = against(p, q);
    const exact = [klDivergence, jsDivergence, totalVariation].map((gap) => numbers(finish(gap(p, q)))[0] ?? Number.NaN);
    expect(view?.kl).toBeCloseTo(exact[0] ?? 0, 9);
    expect(view?.js).toBeCloseTo(exact[1] ?? 0, 9);
    expect(view?.tv).toBeCloseTo(exact[2] ?? 0, 9);
    expect(view).toMatchObject({ tau: 2, size: n });
  });

  it("has the pinned probabilities of the entries that are drawn, in their order", () => {
    const [p, q] = [at(tensor([1, 3, 2]), 1), at(tensor([0, 0, 5]), 1)];
    expect(against(p, q)?.bars).toEqual(finish(describeDistribution(q)).bars.map((bar) => bar.p));
  });

  it("is at no distance from itself", () => {
    const d = at(tensor([1, 3, 2], "float16"), 1);
    expect(against(d, d)).toMatchObject({ kl: 0, js: 0, tv: 0 });
  });

  it("is infinitely far where the pinned one excludes what it has", () => {
    const q = at(tensor([1, Number.NEGATIVE_INFINITY]), 1);
    expect(against(at(tensor([1, 1]), 1), q)).toMatchObject({ kl: "Infinity", tv: 0.5 });
  });

  it("goes by the first row", () => {
    const view = against(
      at(
        tensor([
          [1, 2],
          [9, 0],
        ]),
        1,
      ),
      at(
        tensor([
          [1, 2],
          [0, 9],
        ]),
        1,
      ),
    );
    expect(view).toMatchObject({ kl: 0, size: 2 });
  });

  it("of other entries is not compared", () => {
    const view = against(at(tensor([1, 2]), 1), at(tensor([1, 2, 3]), 1));
    expect(view).toMatchObject({ size: 3, bars: [] });
    expect(view?.kl).toBeUndefined();
  });
});
