import { describe, expect, it } from "vitest";
import { checkCells, evaluateStatement, parseCell, present } from "../../../src/language/index.ts";
import { type ByteSource, drive, FailureError } from "../../../src/model/index.ts";
import { contextFor, failureOf, numbersOf, run } from "./run.ts";

const numbers = (source: string) => numbersOf(run(source));
const close = (source: string, expected: readonly number[], digits = 12) => {
  const got = numbers(source);
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of got.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, digits);
};

describe("the softmax family", () => {
  it("agrees with SciPy's values", () => {
    close("softmax([1, 2, 3]) .* 1", [0.09003057317038046, 0.24472847105479764, 0.6652409557748218]);
    close("log_softmax([1, 2, 3])", [-2.4076059644443806, -1.4076059644443804, -0.4076059644443804]);
    close("logsumexp([1, 2, 3])", [3.4076059644443806]);
    close("logsumexp([1, 2; 3, 4], dim = null)", [4.440189698561196]);
    close("logsumexp([1, 2], b = [1, 2])", [2.861994804058251]);
    close("softmin([1, 2, 3]) .* 1", [0.6652409557748218, 0.24472847105479764, 0.09003057317038046]);
    close("hardmax([1, 3, 3])", [0, 1, 0]);
    close("sigmoid([-1, 0, 1])", [0.2689414213699951, 0.5, 0.7310585786300049]);
    close("log_sigmoid(-1000)", [-1000]);
    close("logit(0.9)", [Math.log(9)]);
    close("logaddexp(1000, 1000)", [1000 + Math.log(2)]);
    close("rel_entr([0.5], [0.25])", [0.5 * Math.log(2)]);
    close("softmax([1, 2, 3], mask = [true, true, false]) .* 1", [0.2689414213699951, 0.7310585786300049, 0]);
    close("softmax([1, 3, 3], tau = 0) .* 1", [0, 0.5, 0.5]);
    close("softmax([1, 3, 3], tau = inf) .* 1", [1 / 3, 1 / 3, 1 / 3]);
  });

  it("gives a negative sum's logarithm as NaN unless its sign is asked for", () => {
    expect(numbers("logsumexp([0, 0], b = [1, -3])")).toEqual([Number.NaN]);
    const both = run("logsumexp([0, 0], b = [1, -3], return_sign = true)");
    expect(both).toMatchObject({ kind: "object", entries: { sign: { value: -1 } } });
  });
});

describe("information", () => {
  it("agrees with SciPy's values", () => {
    close("entropy([0.5, 0.25, 0.25], base = 2)", [1.5]);
    close("entropy([2, 2])", [Math.log(2)]);
    close("entropy([0.5, 0.5], q = [0.9, 0.1])", [0.5108256237659907]);
    close("entropy(softmax([0, 0, 0, 0]))", [Math.log(4)]);
    close("perplexity([0.25, 0.25, 0.25, 0.25])", [4]);
    close("entropy([0.5, 0.5; 1, 0], dim = 1)", [Math.log(2), 0]);
  });
});

describe("tensors", () => {
  it("are made and picked from as in NumPy", () => {
    close("arange(0, 1, 0.25)", [0, 0.25, 0.5, 0.75]);
    close("logspace(0, 2, 3)", [1, 10, 100]);
    close("one_hot([2, 0], 3)", [0, 0, 1, 1, 0, 0]);
    close("causal_mask(2)", [1, 0, 1, 1]);
    close("topk([1, 5, 3], 2).values", [5, 3]);
    close("topk([1, 5, 3], 2).indices", [1, 2]);
    close("argmax([1, 5, 3])", [1]);
    close("argmin([1, 5; 0, 3], dim = 0)", [1, 1]);
    close("argmax([1, 5; 0, 3], dim = null)", [1]);
    close("argsort([3, 1, 2])", [1, 2, 0]);
    close("clip([-2, 0, 2], -1, 1)", [-1, 0, 1]);
    close("stack([[1, 2], [3, 4]], dim = 1)", [1, 3, 2, 4]);
    close("stack([softmax([0, 0]), softmax([0, 0])])", [0.5, 0.5, 0.5, 0.5]);
    close("full([2], 7)", [7, 7]);
    close("float32(0.1)", [Math.fround(0.1)]);
    close("int32([1.7, -1.7])", [1, -1]);
    expect(run("dtype(float16([1]))")).toEqual({ kind: "string", value: "float16" });
    expect(failureOf("one_hot(3, 3)").code).toBe("Domain");
  });

  it("one spline goes through cubics exactly, and bends as SciPy's does elsewhere", () => {
    close("spline([0, 1, 2, 4], [0, 1, 8, 64], [0.5, 3, 5])", [0.125, 27, 125]);
    // scipy.interpolate.CubicSpline, and the same in exact fractions.
    close("spline([0, 1, 2, 3, 4], [0, 1, 0, 1, 0], [0.5, 1.5, 2.5, 3.5, 5])", [1.125, 0.375, 0.375, 1.125, -9]);
    close(
      "spline([0, 1, 3, 4, 7, 9], [1, -1, 2, 0, 5, 3], [0.5, 2, 3.5, 5, 8, -1, 10])",
      [
        -0.7798636091127098, 0.8955635491606715, 1.0876273980815347, 0.16211031175059953, 5.8189448441247, 11.582254196642685,
        -5.385251798561151,
      ],
    );
    close("spline([0, 1], [0, 2], [0.5, 2])", [1, 4]);
    close("spline([0, 1, 2], [0, 1, 4], [0.5, 3])", [0.25, 9]);
    expect(failureOf("spline([0, 0, 1], [1, 2, 3], [0])").code).toBe("Domain");
    expect(failureOf("spline([0, 1], [1, 2, 3], [0])").code).toBe("Shape");
  });

  it("carry names for their entries", () => {
    expect(run('labels([1, 2], ["a", "b"])')).toMatchObject({ labels: ["a", "b"] });
    expect(run('labels(softmax([1, 2]), ["a", "b"])')).toMatchObject({ kind: "distribution", labels: ["a", "b"] });
    expect(run('softmax(labels([1, 2], ["a", "b"]))')).toMatchObject({ labels: ["a", "b"] });
    expect(failureOf('labels([1, 2], ["a"])').code).toBe("Shape");
  });
});

describe("checks", () => {
  it("pass or stop the cell", () => {
    expect(run("assert(1 < 2)")).toEqual({ kind: "boolean", value: true });
    expect(run("assert(tensor([1, 1]) > 0)")).toEqual({ kind: "boolean", value: true });
    expect(failureOf('assert(1 > 2, "no")')).toMatchObject({ code: "Assertion", message: "no", span: { start: 7, end: 12 } });
    expect(failureOf("assert([1, 0] > 0)").code).toBe("Assertion");
    expect(run("close(0.1 + 0.2, 0.3)")).toEqual({ kind: "boolean", value: true });
    expect(run("close([1, 2], [1, 2.1])")).toEqual({ kind: "boolean", value: false });
    expect(run("close(inf, inf)")).toEqual({ kind: "boolean", value: true });
    expect(run("close(NaN, NaN)")).toEqual({ kind: "boolean", value: false });
    expect(run("close(1, 1.05, atol = 0.1)")).toEqual({ kind: "boolean", value: true });
  });
});

/** Rows of data in a chart's specification. */
function rowsOf(source: string): Record<string, unknown>[] {
  const value = run(source);
  if (value.kind !== "chart") throw new Error(`${value.kind} is no chart`);
  return (value.spec.data as { values: Record<string, unknown>[] }).values;
}

describe("charts", () => {
  it("hold their data, at most a thousand marks of it, and keep the peaks", () => {
    expect(rowsOf("plot([1, 2, 3])")).toEqual([
      { x: 0, y: 1 },
      { x: 1, y: 2 },
      { x: 2, y: 3 },
    ]);
    const rows = rowsOf("x = linspace(0, 1, 100000); x[54321] = 99; plot(x)");
    expect(rows.length).toBeLessThanOrEqual(1000);
    expect(rows.some(({ y }) => y === 99)).toBe(true);
    expect(rowsOf("plot(randn([50, 1000]))").length).toBeLessThanOrEqual(1000);
    expect(rowsOf("heatmap(randn([300, 400]))").length).toBeLessThanOrEqual(1100);
    expect(rowsOf("histogram([1, 2, 2, 3], bins = 2)").map(({ count }) => count)).toEqual([1, 3]);
  });

  it("say in words what they show", () => {
    expect(run('plot([1, 2], [3, 4], title = "T")')).toMatchObject({ sentence: "T: line chart, 2 series of 2 values from 1 to 4" });
  });

  it("stand bars without names beside those of the same entries that have them", () => {
    const places = (code: string) => rowsOf(code).map(({ x }) => x);
    expect(places('plot([1, 2], labels([3, 4], ["a", "b"]), kind = "bar")')).toEqual(["a", "b", "a", "b"]);
    expect(places('plot([1, 2, 3], labels([3, 4], ["a", "b"]), kind = "bar")')).toEqual(["0", "1", "2", "a", "b"]);
  });

  it("name their series and their axes", () => {
    const chart = run('plot([1, 2], [3, 4], x = [10, 20], labels = ["a", "b"], x_label = "t", y_label = "p")');
    expect(chart).toMatchObject({ spec: { encoding: { x: { title: "t" }, y: { title: "p" }, color: { field: "series" } } } });
    expect(failureOf("plot([1, 2], x = [1, 2, 3])").code).toBe("Shape");
    expect(failureOf('plot([1, 2], labels = ["a", "b"])').code).toBe("Shape");
  });

  it("of the user's own load nothing", () => {
    expect(run('vega_lite({mark: "bar", data: {values: [{a: 1, url: "x"}]}})')).toMatchObject({
      kind: "chart",
      spec: { mark: "bar", data: { values: [{ a: 1, url: "x" }] } },
    });
    expect(run('vega_lite({mark: "bar", data: {values: softmax([0, 0])}})')).toMatchObject({ spec: { data: { values: [0.5, 0.5] } } });
    for (const spec of [
      '{data: {url: "http://a/b.csv"}}',
      '{layer: [{data: {url: "b.csv"}}]}',
      '{mark: "image"}',
      '{mark: {type: "image"}}',
      '{mark: {type: "bar", href: "http://a"}}',
      '{encoding: {href: {value: "http://a"}}}',
      '{encoding: {url: {field: "a"}}}',
      '{background: "url(http://a/b.png)"}',
      "{usermeta: {embedOptions: {loader: {}}}}",
      '{transform: [{lookup: "a", from: {data: {url: "x.csv"}}}]}',
    ]) {
      expect(failureOf(`vega_lite(${spec})`).code, spec).toBe("Forbidden");
    }
    expect(failureOf("vega_lite(3)").code).toBe("Type");
  });

  it("of columns are tables", () => {
    expect(run("table({z: [1, 2], p: softmax([0, 0])})")).toEqual({ kind: "trace", columns: { z: [1, 2], p: [0.5, 0.5] } });
    expect(run('table({token: ["a", "b"], p: softmax([0, 0])})')).toEqual({ kind: "trace", columns: { token: ["a", "b"], p: [0.5, 0.5] } });
    expect(run('table(["a", "b"])')).toEqual({ kind: "trace", columns: { value: ["a", "b"] } });
    expect(failureOf('table({token: ["a", 1]})').code).toBe("Type");
    expect(run("table([1, 2; 3, 4])")).toEqual({ kind: "trace", columns: { 1: [1, 3], 2: [2, 4] } });
    expect(numbers("table({z: [1, 2]}).z")).toEqual([1, 2]);
    expect(failureOf("table({a: [1], b: [1, 2]})").code).toBe("Shape");
  });
});

describe("files", () => {
  const source = (text: string): ByteSource => {
    const bytes = new TextEncoder().encode(text);
    return { size: bytes.length, read: async (offset, length) => bytes.slice(offset, offset + length) };
  };
  const files = {
    open: async (path: string) => {
      if (path === "z.json") return source("[1, 2, 3]");
      if (path === "words.json") return source('["a", "b", "c"]');
      if (path === "ragged.json") return source("[[1, 2], [3]]");
      if (path === "records.json") return source('[{"z": [1, 2], "t": ["a"]}, {"z": [3], "t": ["b", "c"]}]');
      throw new FailureError({ code: "File", message: `${path} is missing` });
    },
  };
  const work = async (cell: string) => {
    const program = parseCell(cell);
    const scope = new Map<string, unknown>();
    let value: unknown;
    for (const index of program.statements.keys()) {
      value = await drive(evaluateStatement(program, index, scope, contextFor(cell, { files })), { pause: async () => {}, now: () => 0 });
    }
    return present(value);
  };

  it("are loaded in steps, also inside functions and callbacks", async () => {
    expect(await work('sum(load("z.json"))')).toEqual({ kind: "number", value: 6 });
    expect(await work('labels(softmax(load("z.json")), load("words.json"))')).toMatchObject({ labels: ["a", "b", "c"] });
    expect(await work('f(k) = load("z.json")[k]; map([1, 2], f)')).toMatchObject({ data: Float64Array.of(1, 2) });
  });

  it("that can't be read are errors at their path", async () => {
    const cell = '1 + sum(load("no.npy"))';
    await expect(work(cell)).rejects.toMatchObject({ failure: { code: "File", span: { start: 13, end: 21 } } });
  });

  it("whose rows differ in length are errors that name the file; records may differ", async () => {
    await expect(work('load("ragged.json")')).rejects.toMatchObject({
      failure: {
        code: "Format",
        message: "ragged.json: its rows have different lengths, so they make no matrix",
        span: { start: 5, end: 18 },
      },
    });
    expect(await work('load("records.json")[2].t[1]')).toEqual({ kind: "string", value: "b" });
  });
});

describe("a function that is written as a callback", () => {
  it("calls itself by its name, which is known nowhere else", () => {
    expect(numbersOf(run("map([1, 4], fac(n) = n < 2 ? 1 : n * fac(n - 1))"))).toEqual([1, 24]);
    const scope = new Map<string, unknown>();
    run("map([1, 2], k(x) = x ^ 2)", scope);
    expect([...scope.keys()]).toEqual([]);
  });

  it("may have the same name in two cells", () => {
    const cells = [{ source: "a = 2" }, { source: "map([1, 2], k(x) = a * x)" }, { source: "filter([1, 2], k(x) = x > a)" }];
    expect(checkCells(cells)).toEqual([]);
    expect(parseCell(cells[1]?.source ?? "")).toMatchObject({ defines: [], uses: expect.arrayContaining(["a"]) });
  });

  it("defines what its body assigns", () => {
    expect(numbersOf(run("total = 0; forEach([1, 2], add(x) = (total = total + x)); total"))).toEqual([3]);
  });
});
