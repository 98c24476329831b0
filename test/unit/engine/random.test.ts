import { describe, expect, it } from "vitest";
import { rand, randint, randn } from "../../../src/engine/index.ts";
import { murmur3, philox } from "../../../src/engine/philox.ts";
import { finish } from "../../../src/model/index.ts";
import { failureOf, numbers } from "./given.ts";

const key = { seed: 42, stream: "cell 1" };

function words(counter: number[], k: number[]): string {
  const out = new Uint32Array(4);
  const [a, b, c, d] = counter as [number, number, number, number];
  philox(a, b, c, d, k[0] as number, k[1] as number, out);
  return Array.from(out, (word) => word.toString(16).padStart(8, "0")).join(" ");
}

describe("Philox4x32-10", () => {
  // kat_vectors of Random123.
  it("gives the published words", () => {
    const ones = 0xffffffff;
    expect(words([0, 0, 0, 0], [0, 0])).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    expect(words([ones, ones, ones, ones], [ones, ones])).toBe("408f276d 41c83b0e a20bc7c6 6d5451fd");
    expect(words([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toBe("d16cfe09 94fdcceb 5001e420 24126ea1");
  });
});

describe("the hash of a stream's name", () => {
  it("is MurmurHash3, by its known answers", () => {
    expect(murmur3("", 0)).toBe(0);
    expect(murmur3("", 1)).toBe(0x514e28b7);
    expect(murmur3("", 0xffffffff)).toBe(0x81f16f39);
    expect(murmur3("\uffff\uffff", 0)).toBe(0x76293b50);
    expect(murmur3("\u4321\u8765", 0)).toBe(0xf55b516b);
    expect(murmur3("\u4321\u8765", 0x5082edee)).toBe(0x2362f9de);
    expect(murmur3("\u4321", 0)).toBe(0xa0f7b07a);
    expect(murmur3("\0\0", 0)).toBe(0x2362f9de);
    expect(murmur3("\0", 0)).toBe(0x30f4c306);
  });
});

describe("draws", () => {
  it("depend on the key and their place alone, not on the shape", () => {
    const long = numbers(finish(randn([1000], key)));
    expect(numbers(finish(randn([7, 11], key)))).toEqual(long.slice(0, 77));
    expect(numbers(finish(randn([1000], key)))).toEqual(long);
    expect(numbers(finish(randn([1000], { ...key, seed: 43 })))).not.toEqual(long);
    expect(numbers(finish(randn([1000], { ...key, stream: "cell 2" })))).not.toEqual(long);
    expect(numbers(finish(randn([1000], key, "float32")))).toEqual(long.map(Math.fround));
  });

  it("of randn have the moments of a standard normal", () => {
    const x = numbers(finish(randn([200_000], key)));
    const moment = (k: number) => x.reduce((sum, v) => sum + v ** k, 0) / x.length;
    // Four standard errors.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / x.length));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / x.length));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / x.length));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / x.length));
    expect(x.every(Number.isFinite)).toBe(true);
  });

  it("of rand are uniform in [0, 1), by χ² over 100 bins", () => {
    const counts = new Array<number>(100).fill(0);
    for (const u of numbers(finish(rand([100_000], key)))) counts[Math.floor(u * 100)] = (counts[Math.floor(u * 100)] as number) + 1;
    const chi2 = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: 99.9 % lie below 148.
    expect(counts.length).toBe(100);
    expect(chi2).toBeLessThan(148);
  });

  it("of randint take every value from lo, short of hi", () => {
    const x = finish(randint(-2, 3, [1000], key));
    expect(x.dtype).toBe("int32");
    expect([...new Set(numbers(x))].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    expect(failureOf(() => finish(randint(3, 3, [1], key))).code).toBe("Domain");
    expect(failureOf(() => finish(randint(0.5, 3, [1], key))).code).toBe("Domain");
  });

  it("do not change from one release to the next", () => {
    expect(numbers(finish(rand([2], { seed: 0, stream: "" })))).toMatchInlineSnapshot(`
      [
        0.6415580248612336,
        0.08855502123598358,
      ]
    `);
    expect(numbers(finish(randn([2], { seed: 42, stream: "z = randn([2])" })))).toMatchInlineSnapshot(`
      [
        1.6537839205414868,
        -0.18927474012282663,
      ]
    `);
  });
});
