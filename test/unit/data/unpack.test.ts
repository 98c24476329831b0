import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Codec, unpack } from "../../../src/data/columnar/unpack.ts";
import { FailureError } from "../../../src/model/index.ts";
import { packedInput } from "../../fixtures/writers/packed.mjs";
import { fixture } from "./fixture.ts";

const CODECS: readonly Codec[] = ["none", "snappy", "gzip", "brotli", "zstd", "lz4", "lz4 block", "lz4 frame"];

function refusal(codec: Codec, bytes: readonly number[] | Uint8Array, size: number): string {
  try {
    unpack(codec, Uint8Array.from(bytes), size, "t");
  } catch (error) {
    if (error instanceof FailureError) return `${error.failure.code}: ${error.failure.message}`;
    throw error;
  }
  return "no failure";
}

const [ONE_BYTE, PACKED] = [1, 2];

/** A Zstandard frame of blocks: type, size and bytes of each. */
function zstdFrame(...blocks: readonly (readonly [type: number, size: number, bytes: readonly number[]])[]): Uint8Array {
  const body = blocks.flatMap(([type, size, bytes], i) => [(size << 3) | (type << 1) | (i === blocks.length - 1 ? 1 : 0), 0, 0, ...bytes]);
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, ...body]);
}

describe("a compressed block", () => {
  it("is unpacked: literals, copies and copies that overlap themselves", () => {
    expect(String.fromCharCode(...unpack("snappy", Uint8Array.from([5, 0x04, 97, 98, 0x0a, 2, 0]), 5, "t"))).toBe("ababa");
    expect(String.fromCharCode(...unpack("lz4 block", Uint8Array.from([0x20, 97, 98, 2, 0, 0x10, 99]), 7, "t"))).toBe("abababc");
    const text = new TextEncoder().encode("softmax ".repeat(1000));
    expect(unpack("gzip", gzipSync(text), text.length, "t")).toEqual(text);
    expect(unpack("brotli", brotliCompressSync(text), text.length, "t")).toEqual(text);
  });

  it("is unpacked by Brotli as its own library packs it: every quality, windows small and large, words of its dictionary", () => {
    const mixed = new Uint8Array(60_000);
    for (let i = 0, state = 1; i < mixed.length; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      mixed[i] = i % 5000 < 2500 ? state >>> 24 : (i >> 4) & 7;
    }
    const prose = new TextEncoder().encode(
      "The temperature of the distribution, according to the government of the United States. This is the Time! ".repeat(40),
    );
    for (const bytes of [mixed, prose, Uint8Array.of(7), new Uint8Array(3_000_000)])
      for (const quality of bytes.length > 1e6 ? [5] : [0, 1, 4, 5, 9, 10, 11])
        for (const window of [10, 17, 22]) {
          const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: window };
          const packed = brotliCompressSync(bytes, { params });
          expect(Buffer.compare(unpack("brotli", packed, bytes.length, "t"), bytes), `${bytes.length} at ${quality}, ${window}`).toBe(0);
        }
  });

  it("is unpacked by Zstandard as its own command line packs it: fast, usual and strong, and one frame after another", () => {
    const bytes = packedInput();
    const packed = ["fast", "usual", "strong"].map((name) => fixture(`packed-${name}.zst`));
    for (const one of packed) expect(Buffer.compare(unpack("zstd", one, bytes.length, "t"), bytes)).toBe(0);
    const skipped = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    const frames = Buffer.concat([...packed.slice(0, 2), skipped, ...packed.slice(2)]);
    expect(Buffer.compare(unpack("zstd", frames, 3 * bytes.length, "t"), Buffer.concat([bytes, bytes, bytes]))).toBe(0);
  });

  it("is refused where it says more than can be held, before anything is allocated", () => {
    for (const codec of CODECS) expect(refusal(codec, [0], 2 ** 40)).toMatch(/^TooLarge: t: a compressed block of 1099511627776 bytes/);
    for (const codec of CODECS) expect(refusal(codec, [0], -1)).toMatch(/^Format/);
  });

  it("is refused where it holds more than it says", () => {
    expect(refusal("gzip", gzipSync(new Uint8Array(1_000_000)), 1000)).toMatch(/holds more than it says/);
    expect(
      refusal("brotli", brotliCompressSync(new Uint8Array(20_000_000), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }), 1000),
    ).toMatch(/^Format: t: a brotli block holds more than it says/);
    expect(refusal("zstd", fixture("packed-usual.zst"), 200_000)).toMatch(/^Format: t: a (zstd|compressed) block holds more than it says/);
    // 98,303 times no literals and 34 bytes from 4 back, in codes of a single symbol, which take no bits at all.
    const endless = zstdFrame([ONE_BYTE, 16, [97]], [PACKED, 10, [9, 97, 255, 255, 255, 0x54, 0, 0, 31, 1]]);
    expect(refusal("zstd", endless, 2 ** 20)).toMatch(/^Format: t: a compressed block holds more than it says/);
    expect(refusal("snappy", [5, 0x10, 97, 98, 99, 100, 101, 0x00, 97], 5)).toMatch(/holds more/);
    expect(refusal("lz4 block", [0x1f, 97, 1, 0, 255, 255, 255, 255, 255, 255, 0], 100)).toMatch(/holds more than it says/);
    expect(refusal("snappy", [6, 0x04, 97, 98], 6)).toMatch(/is cut short/);
  });

  it("is refused where it holds less than it says", () => {
    expect(refusal("gzip", gzipSync(new Uint8Array(999)), 1000)).toMatch(/holds 999 bytes instead of 1000/);
    expect(refusal("brotli", brotliCompressSync(new Uint8Array(999)), 1000)).toMatch(/holds 999 bytes instead of 1000/);
    expect(refusal("zstd", fixture("packed-usual.zst"), 300_001)).toMatch(/holds 300000 bytes instead of 300001/);
    expect(refusal("zstd", fixture("packed-usual.zst").subarray(0, -1), 300_000)).toMatch(/^Format/);
  });

  it("is refused where it points before its beginning", () => {
    expect(refusal("snappy", [8, 0x00, 97, 0x1a, 9, 0], 8)).toMatch(/before its beginning/);
    expect(refusal("lz4 block", [0x10, 97, 9, 0], 8)).toMatch(/before its beginning/);
    expect(refusal("lz4 block", [0x10, 97, 0, 0], 8)).toMatch(/before its beginning/);
  });

  for (const codec of CODECS) {
    it(`of any bytes gives as many as it says, or a failure: ${codec}`, () => {
      const bytes = fc.uint8Array({ maxLength: 60 });
      fc.assert(
        fc.property(bytes, fc.nat(300), (input, size) => {
          try {
            expect(unpack(codec, input, size, "t").length).toBe(size);
          } catch (error) {
            if (!(error instanceof FailureError)) throw error;
          }
        }),
        { numRuns: 300 },
      );
    });
  }
});
