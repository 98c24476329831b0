import { describe, expect, it } from "vitest";
import { csvOf } from "../../../src/output/index.ts";
import { attention, distributionOf, failure, longVector, numbers, samples, temperatures, trace, userChart, vector } from "./samples.ts";

/** RFC 4180, by its grammar. */
function read(text: string | null): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of (text ?? "").matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe("the data of a picture as CSV", () => {
  it("has a line an entry of a distribution, to full precision", () => {
    const rows = read(csvOf(distributionOf([1 / 3, 2 / 3], 1, ["a", "b"])));
    expect(rows).toEqual([
      ["index", "label", "probability"],
      ["0", "a", "0.3333333333333333"],
      ["1", "b", "0.6666666666666666"],
    ]);
  });

  it("keeps labels with commas, quotes and line breaks", () => {
    const labels = ['say "hi"', "a, b", "two\nlines"];
    expect(read(csvOf(distributionOf([0.2, 0.3, 0.5], 1, labels))).map((row) => row[1])).toEqual(["label", ...labels]);
  });

  it("has the rows of a matrix", () => {
    const rows = read(csvOf(attention(3)));
    expect(rows).toHaveLength(4);
    expect(rows.every((row) => row.length === 4)).toBe(true);
  });

  it("has least and greatest where a value stands for many", () => {
    expect(read(csvOf(longVector()))[0]).toEqual(["index", "value", "least", "greatest"]);
    expect(read(csvOf(vector([1, 2])))).toEqual([
      ["index", "value"],
      ["0", "1"],
      ["1", "2"],
    ]);
  });

  it("has a column a line of a sweep", () => {
    const rows = read(csvOf(temperatures(3)));
    expect(rows[0]).toEqual(["tau", "entropy", "max", "0", "1", "2"]);
    expect(rows).toHaveLength(65);
    expect(read(csvOf(numbers()))[0]).toEqual(["x", "value"]);
  });

  it("has what a table and a chart were given", () => {
    expect(read(csvOf(trace)).slice(0, 2)).toEqual([
      ["block", "m", "l"],
      ["0", "-Infinity", "0"],
    ]);
    expect(read(csvOf(userChart))).toEqual([
      ["k", "v"],
      ["a", "3"],
      ["b", "5"],
    ]);
  });

  it("is there for every picture, and for nothing else", () => {
    for (const [name, view] of Object.entries(samples)) expect(csvOf(view), name).not.toBeNull();
    expect(csvOf(failure)).toBeNull();
  });
});
