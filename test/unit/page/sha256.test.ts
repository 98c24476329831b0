import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64 } from "../../../src/page/base64.ts";
import { sha256 } from "../../../src/page/sha256.ts";

const expected = (text: string): string => createHash("sha256").update(text).digest("base64");

describe("the hash of a script", () => {
  it("is SHA-256 of its UTF-8 bytes in base64, as Node computes it", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.constantFrom("", "\ud800x", "\udfff"),
    );
    fc.assert(fc.property(text, (source) => void expect(sha256(source)).toBe(expected(source))));
  });

  it.each([55, 56, 63, 64, 65, 119, 120, 1_500_000])("is right for a text of %i bytes", (length) => {
    expect(sha256("a".repeat(length))).toBe(expected("a".repeat(length)));
  });
});

describe("base64", () => {
  it("is what Node writes", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"))));
  });
});
