import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entropy, logsumexp, mapUnary, perplexity, softmax } from "../../../src/engine/index.ts";
import { finish } from "../../../src/model/index.ts";
import { logit, logits, numbers, p, temperature, tensor } from "./given.ts";

const lse = (z: number[]) => numbers(finish(logsumexp(tensor(z))).value)[0] as number;
const H = (z: number[], tau = 1) => numbers(finish(entropy(finish(softmax(tensor(z), { tau })))))[0] as number;
function near(a: number, b: number, tolerance = 1e-13): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance);
}

describe("softmax, for any logits", () => {
  it("does not change when all logits are shifted", () => {
    fc.assert(
      fc.property(logits, fc.integer({ min: -1000, max: 1000 }), (z, shift) => {
        const shifted = p(z.map((x) => x + shift));
        p(z).forEach((x, i) => {
          near(x, shifted[i] as number, 1e-12);
        });
      }),
    );
  });

  it("permutes as its logits do", () => {
    fc.assert(
      fc.property(logits, (z) => {
        const reversed = p([...z].reverse()).reverse();
        p(z).forEach((x, i) => {
          near(x, reversed[i] as number);
        });
      }),
    );
  });

  it("sums to 1, with entries in [0, 1]", () => {
    fc.assert(
      fc.property(logits, temperature, (z, tau) => {
        const q = p(z, { tau });
        near(
          q.reduce((a, b) => a + b, 0),
          1,
        );
        expect(q.every((x) => x >= 0 && x <= 1)).toBe(true);
      }),
    );
  });

  it("keeps the order of the logits", () => {
    fc.assert(
      fc.property(logits, temperature, (z, tau) => {
        const q = p(z, { tau });
        for (let i = 1; i < z.length; i++) {
          if ((z[i] as number) > (z[i - 1] as number)) expect(q[i]).toBeGreaterThanOrEqual(q[i - 1] as number);
        }
      }),
    );
  });

  it("does not change when -Infinity is appended", () => {
    fc.assert(
      fc.property(logits, (z) => {
        expect(p([...z, -Infinity])).toEqual([...p(z), 0]);
      }),
    );
  });

  it("is the sigmoid for two logits", () => {
    fc.assert(
      fc.property(logit, logit, (a, b) => {
        const sigmoid = numbers(finish(mapUnary(tensor([a - b]), "sigmoid")))[0] as number;
        near(p([a, b])[0] as number, sigmoid);
      }),
    );
  });

  it("at a small tau is near its limit 1/|I| on ties", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 }), (z) => {
        const limit = p(z, { tau: 0 });
        const ties = z.filter((x) => x === Math.max(...z)).length;
        p(z, { tau: 0.01 }).forEach((x, i) => {
          near(x, limit[i] as number);
        });
        expect(Math.max(...limit)).toBe(1 / ties);
      }),
    );
  });

  it("at a large tau is near its limit 1/K", () => {
    fc.assert(
      fc.property(logits, (z) => {
        p(z, { tau: 1e15 }).forEach((x) => {
          near(x, 1 / z.length, 1e-12);
        });
        p(z, { tau: Infinity }).forEach((x) => {
          expect(x).toBe(1 / z.length);
        });
      }),
    );
  });
});

describe("logsumexp, for any logits", () => {
  it("lies between max and max + log K", () => {
    fc.assert(
      fc.property(logits, (z) => {
        const max = Math.max(...z);
        expect(lse(z)).toBeGreaterThanOrEqual(max);
        expect(lse(z)).toBeLessThanOrEqual(max + Math.log(z.length) + 1e-13);
      }),
    );
  });

  it("as tau · LSE(z / tau) falls to max as tau does", () => {
    fc.assert(
      fc.property(logits, (z) => {
        const soft = [4, 2, 1, 0.5, 0.25].map((tau) => tau * lse(z.map((x) => x / tau)));
        for (let i = 1; i < soft.length; i++) expect(soft[i]).toBeLessThanOrEqual((soft[i - 1] as number) + 1e-12);
        expect(soft.at(-1)).toBeGreaterThanOrEqual(Math.max(...z) - 1e-12);
      }),
    );
  });
});

describe("entropy, for any logits", () => {
  it("lies between 0 and log K, and perplexity between 1 and K", () => {
    fc.assert(
      fc.property(logits, temperature, (z, tau) => {
        expect(H(z, tau)).toBeGreaterThanOrEqual(0);
        expect(H(z, tau)).toBeLessThanOrEqual(Math.log(z.length) + 1e-13);
        const perp = numbers(finish(perplexity(finish(softmax(tensor(z), { tau })))))[0] as number;
        expect(perp).toBeGreaterThanOrEqual(1);
        expect(perp).toBeLessThanOrEqual(z.length * (1 + 1e-12));
      }),
    );
  });

  it("does not fall as tau rises", () => {
    fc.assert(
      fc.property(logits, temperature, temperature, (z, a, b) => {
        expect(H(z, Math.min(a, b))).toBeLessThanOrEqual(H(z, Math.max(a, b)) + 1e-12);
      }),
    );
  });

  it("is the same from logits as from probabilities", () => {
    fc.assert(
      fc.property(logits, temperature, (z, tau) => {
        near(H(z, tau), numbers(finish(entropy(tensor(p(z, { tau })))))[0] as number, 1e-12);
      }),
    );
  });

  it("relative to another distribution is at least 0, 0 for the same one, and cross entropy less entropy", () => {
    const pairs = fc.array(fc.tuple(logit, logit), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(pairs, (z) => {
        const [a, b] = [z.map(([x]) => x / 5), z.map(([, y]) => y / 5)];
        const [pa, pb] = [p(a), p(b)];
        const kl = numbers(finish(entropy(tensor(pa), { q: tensor(pb) })))[0] as number;
        expect(kl).toBeGreaterThanOrEqual(-1e-15);
        expect(numbers(finish(entropy(tensor(pa), { q: tensor(pa) })))[0]).toBe(0);
        const cross = -pa.reduce((sum, x, i) => sum + x * Math.log(pb[i] as number), 0);
        near(cross, H(a) + kl, 1e-12);
        const variation = pa.reduce((sum, x, i) => sum + Math.abs(x - (pb[i] as number)), 0) / 2;
        expect(variation).toBeLessThanOrEqual(Math.sqrt(Math.max(kl, 0) / 2) + 1e-7);
      }),
    );
  });
});
