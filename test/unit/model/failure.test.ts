import { describe, expect, it } from "vitest";
import { lineAndColumn } from "../../../src/model/index.ts";

describe("lineAndColumn", () => {
  it("counts lines and columns from 1", () => {
    expect(lineAndColumn("a\nbc", 0)).toEqual({ line: 1, column: 1 });
    expect(lineAndColumn("a\nbc", 3)).toEqual({ line: 2, column: 2 });
  });
});
