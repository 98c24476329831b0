import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arenaOf } from "../../../src/engine/arena.ts";
import type { Kernels } from "../../../src/engine/index.ts";
import { Lender } from "../../../src/engine/lender.ts";
import { Joined, postedWith } from "../../../src/engine/posted.ts";
import { type Range, Ranges } from "../../../src/engine/ranges.ts";
import type { FloatArray } from "../../../src/model/index.ts";
import { backends } from "./backends.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function opened(): Lender {
  const lender = Lender.open();
  if (!lender) throw new Error("this host has no shared memory");
  return lender;
}

const BYTES = 2 ** 16;

function lent(lender: Lender, zeroed = false): Uint8Array {
  const loan = lender.lend(BYTES, zeroed);
  if (!loan) throw new Error("there is no room");
  return new Uint8Array(loan.buffer, loan.byteOffset, BYTES);
}

/** Garbage is collected, and those who wait for it are told. */
async function collected(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** An array that is lent the memory from `at` on, as soon as that is free. When garbage is collected is not for a test to say. */
async function lentAgain(lender: Lender, at: number, zeroed: boolean): Promise<Uint8Array> {
  for (let turn = 0; turn < 100; turn++) {
    await collected();
    const array = lent(lender, zeroed);
    if (array.byteOffset === at) return array;
  }
  throw new Error("it is not lent again");
}

describe("ranges", () => {
  it("give what is free once, and all of it again when all came back", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat(9)), (list, places) => {
        const ranges = new Ranges();
        ranges.give({ at: 100, bytes: 200 });
        const held: Range[] = [];
        for (const bytes of list) {
          const range = ranges.take(bytes);
          held.push(...(range ? [range] : []));
          expectApart(held);
          for (const back of held.splice(places.next().value, bytes % 3)) ranges.give(back);
        }
        for (const range of held) ranges.give(range);
        expect([ranges.before(300), ranges.largest]).toEqual([200, 200]);
        expect(ranges.take(200)).toEqual({ at: 100, bytes: 200 });
        expect(ranges.take(1)).toBeNull();
      }),
    );
  });
});

/** That none of the ranges has a byte of another, nor one that never was free. */
function expectApart(held: readonly Range[]): void {
  const sorted = held.toSorted((a, b) => a.at - b.at);
  for (const [i, { at, bytes }] of sorted.entries()) {
    expect(at).toBeGreaterThanOrEqual(100);
    expect(at + bytes).toBeLessThanOrEqual(sorted[i + 1]?.at ?? 300);
  }
}

describe("an arena", () => {
  it("lends the memory of an array again once nobody can see it, and clears it where that is asked", async () => {
    const lender = opened();
    let first: Uint8Array | null = lent(lender).fill(7);
    const at = first.byteOffset;
    const other = lent(lender).fill(9);
    first = null;
    const again = await lentAgain(lender, at, false);
    expect([again[0], again.at(-1)]).toEqual([7, 7]);
    expect(other.every((byte) => byte === 9)).toBe(true);
  });

  it("clears what it lends again where that is asked", async () => {
    const lender = opened();
    let first: Uint8Array | null = lent(lender).fill(7);
    const at = first.byteOffset;
    first = null;
    const again = await lentAgain(lender, at, true);
    expect(again.every((byte) => byte === 0)).toBe(true);
  });

  it("keeps an array of which only a view of a view is left", async () => {
    const lender = opened();
    let all: Uint8Array | null = lent(lender).fill(7);
    const part = new Float32Array(all.buffer, all.byteOffset + 64, 16).subarray(3, 9);
    all = null;
    await collected();
    for (let i = 0; i < 4; i++) lent(lender).fill(1);
    expect(new Uint8Array(part.buffer, part.byteOffset, part.byteLength).every((byte) => byte === 7)).toBe(true);
  });

  it("has no room for more than it may hold, and is none the worse for it", () => {
    const lender = opened();
    expect(lender.lend(2 ** 31, false)).toBeNull();
    const [a, b] = [lent(lender).fill(1), lent(lender).fill(2)];
    expect(a.every((byte) => byte === 1) && b.every((byte) => byte === 2)).toBe(true);
  });

  it("is known by its arrays, and no other", () => {
    const lender = opened();
    const { buffer, byteOffset } = lent(lender);
    const array = new Float32Array(buffer, byteOffset, 4);
    expect(arenaOf(array)).not.toBeNull();
    expect(arenaOf(array.subarray(2))).toBe(arenaOf(array));
    expect(arenaOf(new Float32Array(4))).toBeNull();
    expect(arenaOf(new Float32Array(new SharedArrayBuffer(2 ** 20), 2 ** 17, 4))).toBeNull();
  });
});

describe("what is posted with a job", () => {
  it("tells another thread in which arena its arrays lie, the same each time", () => {
    const { buffer, byteOffset } = lent(opened());
    const [a, b] = [new Float32Array(buffer, byteOffset, 4), new Float64Array(buffer, byteOffset + 64, 2)];
    const job = { kind: "any", goal: { out: a }, list: [b], elsewhere: new Float32Array(3), n: 5, none: null };
    const joined = new Joined();
    const arenas = [0, 1].map(() => {
      const message = structuredClone({ job, posted: postedWith(job) });
      expect(arenaOf(message.job.goal.out)).toBeNull();
      if (message.posted) joined.join(message.posted);
      const { goal, list, elsewhere } = message.job;
      expect(arenaOf(elsewhere)).toBeNull();
      expect(arenaOf(list[0] as Float64Array)).toBe(arenaOf(goal.out));
      goal.out[0] = 3;
      return arenaOf(goal.out);
    });
    expect(arenas[0]).not.toBeNull();
    expect(arenas[1]).toBe(arenas[0]);
    expect(a[0]).toBe(3);
  });

  it("is nothing where no array lies in an arena", () => {
    expect(postedWith({ out: new Float32Array(new SharedArrayBuffer(16)) })).toBeNull();
  });
});

const kinds = [
  { name: "float32", kind: Float32Array },
  { name: "float64", kind: Float64Array },
] as const;

describe.each(backends.flatMap((kernels) => kinds.map(({ name, kind }) => [kernels.name, name, kernels, kind] as const)))(
  "%s kernels of %s in an arena",
  (_name, _width, kernels, kind) => {
    const lender = opened();
    const make = (z: readonly number[]): FloatArray => {
      const { buffer, byteOffset } = lent(lender);
      const array: FloatArray = new (kind as Float32ArrayConstructor)(buffer, byteOffset, z.length);
      array.set(z);
      return array;
    };
    const value = fc.oneof(
      { weight: 300, arbitrary: fc.float({ min: -50, max: 50, noNaN: true }) },
      { weight: 2, arbitrary: fc.constantFrom(0, -745.5, 1e5, 3.4e38, -3.4e38) },
      { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
    );
    const data = fc.array(value, { minLength: 1, maxLength: 120 });
    const tau = fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 100, noNaN: true }));

    it("give the bits that they give elsewhere", () => {
      fc.assert(
        fc.property(data, fc.nat(40), tau, fc.nat(3), (z, skip, temperature, more) => {
          const start = Math.min(skip, z.length);
          const everything = (input: FloatArray, output: FloatArray) => resultsOf(kernels, input, start, temperature, more, output);
          const zeros = z.map(() => 0);
          const here = everything(kind.from(z), kind.from(zeros));
          expect(everything(make(z), make(zeros))).toEqual(here);
          expect(everything(make(z), kind.from(zeros))).toEqual(here);
          expect(everything(kind.from(z), make(zeros))).toEqual(here);
        }),
      );
    });

    it("leave what is around a block alone", () => {
      const z = make(Array.from({ length: 200 }, (_, i) => Math.sin(i)));
      const out = make(new Array(200).fill(5));
      const part = new Float64Array(4);
      kernels.softmax(z, 7, 110, 1, part, out, 50);
      kernels.keep(z, 7, 110, 1, part, out, 50);
      kernels.share(out, 50, 153, 1, part[0] as number, part[0] as number, (part[1] as number) + (part[2] as number));
      expect([...out.subarray(0, 50), ...out.subarray(153)].every((x) => x === 5)).toBe(true);
      expect(out.subarray(50, 153).every((x) => x > 0 && x < 1)).toBe(true);
      expect(Array.from(z)).toEqual(Array.from(kind.from(Array.from({ length: 200 }, (_, i) => Math.sin(i)))));
    });

    it("write probabilities over their own logits", () => {
      const z = Array.from({ length: 77 }, (_, i) => Math.cos(i));
      const [here, there] = [kind.from(z), make(z)];
      for (const array of [here, there]) kernels.probabilities(array, 3, 75, 1, 1, 50, array, 3);
      expect(Array.from(there)).toEqual(Array.from(here));
    });
  },
);

/** What every kernel leaves of input[start …), written to output from 0 on. */
function resultsOf(kernels: Kernels, input: FloatArray, start: number, tau: number, more: number, output: FloatArray): unknown[] {
  const results: unknown[] = [];
  const end = input.length;
  const part = new Float64Array(4);
  const note = (...numbers: readonly (number | boolean)[]): void =>
    void results.push(...numbers, ...part.subarray(0, 3), Array.from(output));
  kernels.fold(input, start, end, tau, part);
  note(part[3] as number);
  kernels.sum(input, start, end, tau, part);
  note();
  const [m, l] = [part[0] as number, (part[1] as number) + (part[2] as number)];
  kernels.softmax(input, start, end, tau, part, output, 0);
  note();
  kernels.probabilities(input, start, end, tau, m + more * tau, l, output, 0);
  note();
  kernels.logProbabilities(input, start, end, tau, m, Math.log(l), output, 0);
  note();
  kernels.keep(input, start, end, tau, part, output, 0);
  if (kernels.share(output, 0, end - start, tau, part[0] as number, m + more * tau, l * 3)) note();
  for (const bound of [-Infinity, 0, 40, Infinity]) note(kernels.above(input, start, end, bound));
  return results;
}
