import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Dialect,
  dry,
  epsilonCutoff,
  etaCutoff,
  minP,
  noRepeatNgram,
  pLess,
  topH,
  topK,
  topNSigma,
  topP,
  typicalP,
  xtc,
} from "../../../src/engine/index.ts";
import { type AnyTensor, finish, type Steps, type Tensor } from "../../../src/model/index.ts";
import { numbers, tensor } from "./given.ts";

const out = Number.NEGATIVE_INFINITY;
const dialects: readonly Dialect[] = ["hf", "llama.cpp", "vllm"];

/** Rows with ties and with entries that are removed already, at least one of them left. */
const row = fc
  .array(fc.oneof(fc.double({ min: -12, max: 12, noNaN: true }), fc.integer({ min: -2, max: 2 }), fc.constant(out)), {
    minLength: 1,
    maxLength: 30,
  })
  .filter((z) => z.some((x) => x !== out));
const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const keep = fc.integer({ min: 1, max: 5 });

type Cut = (z: AnyTensor, x: number, minKeep: number, dialect: Dialect) => Steps<Tensor>;

const cuts: [string, Cut][] = [
  ["top_k", (z, x, minKeep, dialect) => topK(z, Math.ceil(x * 20), { minKeep, dialect })],
  ["top_p", (z, x, minKeep, dialect) => topP(z, x, { minKeep, dialect })],
  ["min_p", (z, x, minKeep, dialect) => minP(z, x, { minKeep, dialect })],
  ["typical_p", (z, x, minKeep, dialect) => typicalP(z, x, { minKeep, dialect })],
  ["epsilon_cutoff", (z, x, minKeep, dialect) => epsilonCutoff(z, x, { minKeep, dialect })],
  ["eta_cutoff", (z, x, minKeep, dialect) => etaCutoff(z, x, { minKeep, dialect })],
  ["top_h", (z, x, minKeep, dialect) => topH(z, x, { minKeep, dialect })],
  ["top_n_sigma", (z, x, minKeep, dialect) => topNSigma(z, 3 * x, { minKeep, dialect })],
  ["p_less", (z, _, minKeep, dialect) => pLess(z, { minKeep, dialect })],
  ["xtc", (z, x, minKeep, dialect) => xtc(z, x / 2, 1, { seed: 1, stream: "" }, { minKeep, dialect })],
];

function ran(work: Steps<Tensor>): number[] {
  return numbers(finish(work));
}

function survivors(z: readonly number[]): number {
  return z.filter((x) => x !== out).length;
}

describe.each(cuts)("%s", (name, cut) => {
  it("leaves min_keep survivors where there are as many, with their logits, and its input alone", () => {
    fc.assert(
      fc.property(row, share, keep, fc.constantFrom(...dialects), (z, x, minKeep, dialect) => {
        const given = tensor(z);
        const after = ran(cut(given, x, minKeep, dialect));
        expect(numbers(given)).toEqual(z);
        expect(survivors(after)).toBeGreaterThanOrEqual(Math.min(minKeep, survivors(z)));
        // Kept ratios are preserved: a logit stays what it was, or is removed.
        expect(after.every((kept, i) => Object.is(kept, z[i]) || kept === out)).toBe(true);
      }),
    );
  });

  it("keeps the largest, and nothing below what it removes", () => {
    if (name === "typical_p" || name === "xtc") return;
    fc.assert(
      fc.property(row, share, fc.constantFrom(...dialects), (z, x, dialect) => {
        const after = ran(cut(tensor(z), x, 1, dialect));
        const removed = z.filter((_, i) => after[i] === out);
        // Compared as numbers: of 0 and -0, which are equal, either may be what is kept.
        expect(after.filter((kept) => kept === Math.max(...z))).not.toEqual([]);
        expect(Math.max(...removed, out)).toBeLessThanOrEqual(Math.min(...after.filter((kept) => kept !== out)));
      }),
      { examples: [[[-0, 0], 0.05, "llama.cpp"]] },
    );
  });

  it("treats each row of a matrix by itself", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        share,
        (z, x) => {
          const apart = z.flatMap((one) => ran(cut(tensor(one), x, 1, "hf")));
          expect(ran(cut(tensor(z), x, 1, "hf"))).toEqual(apart);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("in every dialect", () => {
  it("top_k(K), top_p(1) and min_p(0) are identities", () => {
    fc.assert(
      fc.property(row, fc.constantFrom(...dialects), (z, dialect) => {
        expect(ran(topK(tensor(z), z.length, { dialect }))).toEqual(z);
        expect(ran(topP(tensor(z), 1, { dialect }))).toEqual(z);
        expect(ran(minP(tensor(z), 0, { dialect }))).toEqual(z);
      }),
    );
  });

  it("a larger top_p keeps a superset, and so do a larger k and a smaller min_p", () => {
    fc.assert(
      fc.property(row, share, share, fc.constantFrom(...dialects), (z, a, b, dialect) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const within = (inner: number[], outer: number[]): void => expect(inner.every((x, i) => x === out || outer[i] !== out)).toBe(true);
        within(ran(topP(tensor(z), low, { dialect })), ran(topP(tensor(z), high, { dialect })));
        within(ran(minP(tensor(z), high, { dialect })), ran(minP(tensor(z), low, { dialect })));
        within(ran(topK(tensor(z), Math.ceil(low * 9), { dialect })), ran(topK(tensor(z), Math.ceil(high * 9), { dialect })));
      }),
    );
  });
});

const past = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 24 });

describe("over any context", () => {
  it("DRY agrees with looking for every repeat by hand", () => {
    const breakers = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }), { maxLength: 2 });
    fc.assert(
      fc.property(past, fc.integer({ min: 1, max: 3 }), breakers, (context, allowedLength, given) => {
        const logits = ran(dry(tensor([0, 0, 0, 0]), [context], { multiplier: 1, base: 2, allowedLength, breakers: given }));
        const start = afterLastBreaker(context, given);
        for (const id of [0, 1, 2, 3]) {
          const length = longestRepeat(context, start, id);
          const free = length < allowedLength || given.some((breaker) => breaker.length === 1 && breaker[0] === id);
          expect(logits[id]).toBe(free ? 0 : -(2 ** (length - allowedLength)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("no_repeat_ngram leaves only tokens that make no n-gram twice", () => {
    fc.assert(
      fc.property(past, fc.integer({ min: 1, max: 4 }), (context, n) => {
        const logits = ran(noRepeatNgram(tensor([0, 0, 0, 0]), [context], n));
        for (const id of [0, 1, 2, 3]) {
          const gram = [...context, id].slice(-n).join();
          const seen = context.length >= n && context.some((_, i) => i + n <= context.length && context.slice(i, i + n).join() === gram);
          expect(logits[id]).toBe(seen ? out : 0);
        }
      }),
    );
  });
});

/** Where the tokens after the breaker that begins last start. */
function afterLastBreaker(context: readonly number[], breakers: readonly number[][]): number {
  for (let i = context.length - 1; i >= 0; i--) {
    const lengths = breakers.filter((b) => b.every((id, k) => context[i + k] === id)).map((b) => b.length);
    if (lengths.length > 0) return i + Math.max(...lengths);
  }
  return 0;
}

/** The longest suffix of the context, from `start` on, that has occurred before with `id` after it. */
function longestRepeat(context: readonly number[], start: number, id: number): number {
  for (let length = context.length - start; length > 0; length--) {
    const suffix = context.slice(context.length - length).join();
    for (let at = 0; at + length < context.length; at++) {
      if (context[at + length] === id && context.slice(at, at + length).join() === suffix) return length;
    }
  }
  return 0;
}
