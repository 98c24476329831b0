import { describe, expect, it } from "vitest";
import { failureOf, run } from "./run.ts";

const columns = (source: string) => {
  const value = run(source);
  return value.kind === "trace" ? value.columns : {};
};

describe("online_softmax", () => {
  it("takes blocks as logits, as parts of z, and as places in z", () => {
    const expected = columns("online_softmax([5, 7, 6, 9], block = 2)");
    expect(expected.m).toEqual([7, 9]);
    expect(columns("online_softmax(blocks = [[5, 7], [6, 9]])")).toEqual(expected);
    expect(columns("online_softmax([5, 7, 6, 9], blocks = [[5, 7], [6, 9]])")).toEqual(expected);
    expect(columns("online_softmax([5, 7, 6, 9], blocks = [[0, 1], [2, 3]])")).toEqual(expected);
    expect(columns("online_softmax([5, 7, 6, 9], blocks = [[3, 1], [2, 0]])").m).toEqual([9, 9]);
  });

  it("names the argument that is wrong", () => {
    expect(failureOf("online_softmax()").code).toBe("Arity");
    expect(failureOf("online_softmax([1, 2, 3], blocks = [[1, 2]])").message).toContain("blocks must have all 3 entries");
    expect(failureOf("online_softmax([1, 2], blocks = [[0, 0]])").message).toContain("each of their places from 0 to 1 once");
  });
});

describe("compare_numerics", () => {
  it("is a table of dtypes and ways, with the columns to be read by name", () => {
    expect(Object.keys(columns("compare_numerics([1, 2])"))).toEqual(["dtype", "method", "result", "ulps", "overflow", "sum"]);
    expect(columns('compare_numerics([0, 0], dtypes = ["float16"])').result).toEqual(Array(4).fill("[0.5, 0.5]"));
    expect(run('c = compare_numerics([0, 1000], dtypes = ["float64"]); c.overflow')).toMatchObject({
      items: ["yes", "no", "no", "no"].map((value) => ({ kind: "string", value })),
    });
    expect(failureOf('compare_numerics([1], dtypes = ["float8"])').message).toContain("dtypes");
  });
});
