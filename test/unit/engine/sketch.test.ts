import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bin, binPlainly } from "../../../src/engine/bin.ts";
import type { SketchPlan } from "../../../src/engine/lattice.ts";
import { sketchModule } from "../../../src/engine/simd/emit/index.ts";
import { simdBin } from "../../../src/engine/simd/sketch.ts";
import { SKETCH } from "../../../src/engine/simd/sketchModule.ts";
import { boundOf, planOf, reachOf, TOLERANCE } from "../../../src/engine/sketch/plan.ts";
import { mergeSketches, type Sketch, Sketcher } from "../../../src/engine/sketch/sketch.ts";
import { Temperatures } from "../../../src/engine/sketch/temperatures.ts";

/** A fixed stream of uniform numbers in (0, 1): mulberry32. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());

/** Kinds of logits, one at a time. */
const KINDS: Record<string, (next: () => number) => number> = {
  "N(0, 1)": normal,
  "N(0, 100)": (next) => 100 * normal(next),
  "N(1e8, 3)": (next) => 1e8 + 3 * normal(next),
  uniform: (next) => 20 * next() - 10,
  "few different": (next) => Math.floor(4 * next()),
  "all equal": () => -2.5,
  "heavy tails": (next) => Math.tan(Math.PI * (next() - 0.5)),
  "mostly masked by -3.4e38": (next) => (next() < 0.8 ? -3.4e38 : normal(next)),
  "mostly masked by -Infinity": (next) => (next() < 0.8 ? -Infinity : normal(next)),
  "a peak over a plain": (next) => (next() < 1e-3 ? 12 + next() : -next()),
};

function drawn(kind: string, size: number, seed = 1): Float64Array {
  const next = uniform(seed);
  return Float64Array.from({ length: size }, () => (KINDS[kind] as (next: () => number) => number)(next));
}

const BLOCK = 4096;

function sketchOf(z: Float32Array | Float64Array, plan: SketchPlan | null, block = BLOCK): Sketch {
  if (!plan) throw new Error("a plan was expected");
  const sketcher = new Sketcher(plan);
  for (let at = 0; at < z.length; at += block) sketcher.absorb(z, at, Math.min(z.length, at + block));
  return sketcher.finish();
}

/** The same figures from every logit, sums compensated (Neumaier). */
function exactly(z: Float64Array, tau: number): { logsumexp: number; entropy: number; max: number; mean: number; variance: number } {
  const m = z.reduce((a, b) => Math.max(a, b), -Infinity);
  const [sum, first, second] = [0, 1, 2].map((power) => {
    let [total, low] = [0, 0];
    for (const logit of z) {
      const x = (m - logit) / tau;
      const e = Math.exp(-x);
      if (e === 0) continue;
      const term = e * x ** power;
      const next = total + term;
      low += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
      total = next;
    }
    return total + low;
  }) as [number, number, number];
  const depth = first / sum;
  return {
    logsumexp: m / tau + Math.log(sum),
    entropy: Math.log(sum) + depth,
    max: 1 / sum,
    mean: m - tau * depth,
    variance: (second / sum - depth * depth) * tau * tau,
  };
}

const TAUS = [1e-3, 0.01, 0.1, 0.5, 1, 3, 30, 1000];

/** Roundings of the sketch and of what it is compared to. */
const ROUNDING = 1e-12;

function expectWithin(z: Float64Array, sketch: Sketch, taus: readonly number[]): number {
  const temperatures = new Temperatures(sketch);
  const reach = reachOf(z.length);
  const scale = Math.abs(sketch.max);
  let told = 0;
  for (const tau of taus) {
    const seen = temperatures.at(tau);
    if (!seen) continue;
    told++;
    const exact = exactly(z, tau);
    const error = temperatures.bound(tau) + ROUNDING;
    expect(Math.abs(seen.logsumexp - exact.logsumexp)).toBeLessThanOrEqual(error + (scale / tau) * 2 ** -52);
    expect(Math.abs(seen.max / exact.max - 1)).toBeLessThanOrEqual(error);
    expect(Math.abs(seen.entropy - exact.entropy)).toBeLessThanOrEqual((2 * reach + 6) * error);
    expect(Math.abs(seen.mean - exact.mean)).toBeLessThanOrEqual((2 * reach + 5) * error * tau + scale * 2 ** -52);
    expect(Math.abs(seen.variance - exact.variance)).toBeLessThanOrEqual((7 * reach ** 2 + 20 * reach + 20) * error * tau ** 2);
  }
  return told;
}

describe("the sketch of logits", () => {
  it.each(Object.keys(KINDS))("tells every figure of %s within its bound, from 1e-3 to 1e3", (kind) => {
    const z = drawn(kind, 30_000);
    expect(expectWithin(z, sketchOf(z, planOf(z.length, 1e-3)), TAUS)).toBe(TAUS.length);
  });

  it.each([1, 2, 100, 4095, 4096, 5000, 1_000_000])("tells them of %d logits, or that they are too few", (size) => {
    const z = drawn("N(0, 1)", size);
    const told = expectWithin(z, sketchOf(z, planOf(size, 0.01)), [0.01, 0.3, 10]);
    expect(told).toBe(size < 4096 ? 0 : 3);
  });

  it("tells them at any temperature within its bound", () => {
    const z = drawn("heavy tails", 6000);
    const sketch = sketchOf(z, planOf(z.length, 1e-3));
    fc.assert(fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (power) => expectWithin(z, sketch, [10 ** power]) === 1));
  });

  it("needs five moments and no more than a few hundred cells for a vocabulary", () => {
    const z = drawn("N(0, 1)", 151_936);
    const { sums } = sketchOf(z, planOf(z.length, 0.1));
    expect(sums.filter((count, i) => i % 6 === 0 && count > 0).length).toBeLessThan(250);
  });

  it("counts the entries that matter", () => {
    const z = drawn("N(0, 1)", 20_000);
    const temperatures = new Temperatures(sketchOf(z, planOf(z.length, 0.1)));
    const squares = z.reduce((sum, x) => sum + Math.exp(2 * x), 0);
    const sum = z.reduce((total, x) => total + Math.exp(x), 0);
    expect((temperatures.support(1) as number) / (sum ** 2 / squares)).toBeCloseTo(1, 6);
    expect(temperatures.support(0.03)).toBeNull();
  });
});

describe("where a sketch can't tell", () => {
  const z = drawn("N(0, 1)", 5000);
  const at = (data: Float64Array, tau: number) => new Temperatures(sketchOf(data, planOf(data.length, 0.1))).at(tau);

  it.each([0, -1, 0.02, Infinity, NaN])("it says so at tau = %d", (tau) => expect(at(z, tau)).toBeNull());

  it.each([NaN, Infinity, 1e300])("it says so of logits with %d among them", (bad) => {
    for (const place of [0, 4095, 4999]) {
      const data = z.slice();
      data[place] = bad;
      expect(at(data, 1)).toBeNull();
    }
  });

  it("says so of no finite logit, and of none at all", () => {
    expect(
      at(
        z.map(() => -Infinity),
        1,
      ),
    ).toBeNull();
    expect(at(new Float64Array(0), 1)).toBeNull();
  });

  it("says so where what no cell holds would count", () => {
    const masked = z.slice();
    masked[7] = -3.4e38;
    expect(at(masked, 1000)).not.toBeNull();
    expect(at(masked, 1e9)).toBeNull();
    expect(at(z, 1e9)).not.toBeNull();
  });

  it("has no plan for temperatures out of range", () => {
    for (const tau of [0, 1e-13, 1e13, NaN]) expect(planOf(1000, tau)).toBeNull();
  });

  it("plans more cells for more logits, and keeps the bound", () => {
    for (const size of [1, 1e3, 1e5, 1e6, 1e8, 1e12]) {
      for (const tau of [1e-3, 0.1, 7]) expect(boundOf(planOf(size, tau) as SketchPlan, size, tau)).toBeLessThanOrEqual(TOLERANCE);
    }
    expect((planOf(1e4, 1) as SketchPlan).bits).toBeLessThan((planOf(1e7, 1) as SketchPlan).bits);
  });
});

/** Same cells, same counts, and moments that differ by roundings only. */
function expectSame(a: Sketch, b: Sketch): void {
  expect({ ...a, sums: 0 }).toEqual({ ...b, sums: 0 });
  const others = a.sums.filter((count, at) => at % 6 === 0 && count !== b.sums[at]);
  const errors = a.sums.map((moment, i) => {
    const count = a.sums[i - (i % 6)] as number;
    const width = 2 ** Math.max(0, Math.floor(i / 6 / 2 ** a.plan.bits) - 1);
    return count === 0 ? 0 : Math.abs(moment - (b.sums[i] as number)) / (count * (width / 2) ** (i % 6));
  });
  expect(others).toHaveLength(0);
  expect(errors.reduce((x, y) => Math.max(x, y), 0)).toBeLessThanOrEqual(1e-13);
}

describe("merging sketches", () => {
  const plan = planOf(50_000, 0.01) as SketchPlan;
  const part = fc.record({
    kind: fc.constantFrom(...Object.keys(KINDS)),
    size: fc.integer({ min: 0, max: 300 }),
    seed: fc.integer(),
    offset: fc.constantFrom(0, 0.1, -7, 300, 1e6),
  });
  const given = part.map(({ kind, size, seed, offset }) => drawn(kind, size, seed).map((z) => z + offset));

  it("is associative and commutative, the maximum rising or not", () => {
    fc.assert(
      fc.property(given, given, given, (x, y, z) => {
        const [a, b, c] = [x, y, z].map((data) => sketchOf(data, plan)) as [Sketch, Sketch, Sketch];
        expectSame(mergeSketches(mergeSketches(a, b), c), mergeSketches(a, mergeSketches(b, c)));
        expectSame(mergeSketches(a, b), mergeSketches(b, a));
      }),
    );
  });

  it("gives what one pass over all gives, in blocks of any size", () => {
    fc.assert(
      fc.property(given, given, fc.integer({ min: 1, max: 700 }), (x, y, block) => {
        const all = Float64Array.from([...x, ...y]);
        const whole = sketchOf(all, plan);
        expectSame(mergeSketches(sketchOf(x, plan), sketchOf(y, plan)), whole);
        expectSame(sketchOf(all, plan, block), whole);
      }),
    );
  });

  it("leaves the bound alone when the maximum rises with every logit", () => {
    const z = drawn("N(0, 100)", 4500).sort();
    const rising = sketchOf(z, planOf(z.length, 0.01), 5);
    expectSame(rising, sketchOf(z.toReversed(), planOf(z.length, 0.01)));
    expect(expectWithin(z, rising, [0.01, 1, 50])).toBe(3);
  });

  it("has the sketch of nothing as identity, and keeps what is broken", () => {
    const nothing = sketchOf(new Float64Array(0), plan);
    const some = sketchOf(drawn("N(0, 1)", 50), plan);
    expectSame(mergeSketches(nothing, some), some);
    expect(mergeSketches(some, sketchOf(Float64Array.of(1, NaN), plan)).broken).toBe(true);
  });

  it("refuses sketches of two plans", () => {
    expect(() => mergeSketches(sketchOf(Float64Array.of(1), plan), sketchOf(Float64Array.of(1), planOf(50_000, 1)))).toThrow("one plan");
  });
});

describe("the sketch's kernel", () => {
  const fast = simdBin();
  if (!fast) throw new Error("this host runs SIMD");
  const sums = (bin: Bin, z: Float32Array | Float64Array, plan: SketchPlan) => {
    const sketcher = new Sketcher(plan, bin);
    for (let at = 0; at < z.length; at += BLOCK) sketcher.absorb(z, at, Math.min(z.length, at + BLOCK));
    return sketcher.finish();
  };

  it("has been emitted as it is held", () => {
    expect(Buffer.from(sketchModule()).toString("base64") === SKETCH, "run node scripts/emit-kernels.mjs").toBe(true);
  });

  it.each(Object.keys(KINDS))("puts %s into the cells that the plain one does, float32 and float64", (kind) => {
    for (const plan of [planOf(1e4, 1e-3), planOf(1e9, 0.3), planOf(1e15, 2)] as SketchPlan[]) {
      const z = drawn(kind, 9001);
      expectSame(sums(fast, z, plan), sums(binPlainly, z, plan));
      const narrow = Float32Array.from(z);
      expectSame(sums(fast, narrow, plan), sums(binPlainly, narrow, plan));
    }
  });

  it("does so for a block of any length and any maximum before it", () => {
    const plan = planOf(1e4, 0.01) as SketchPlan;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), fc.integer(), fc.double({ min: -1e3, max: 1e3, noNaN: true }), (size, seed, first) => {
        const z = Float64Array.from([first, ...drawn("heavy tails", size, seed)]);
        expectSame(sketchOf(z, plan, 1), sums(fast, z, plan));
      }),
    );
  });

  it("leaves nothing behind for the next block, and reports NaN, at any place", () => {
    const plan = planOf(1e4, 0.1) as SketchPlan;
    for (const place of [0, 1, 2, 3, 63, 4999]) {
      const z = drawn("N(0, 1)", 5000);
      z[place] = NaN;
      expect(sums(fast, z, plan).broken).toBe(true);
    }
    const z = drawn("N(0, 1)", 5000);
    expectSame(sums(fast, z, plan), sums(binPlainly, z, plan));
  });
});
