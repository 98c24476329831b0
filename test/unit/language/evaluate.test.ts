import { describe, expect, it } from "vitest";
import { evaluateStatement, parseCell } from "../../../src/language/index.ts";
import { FailureError, finish } from "../../../src/model/index.ts";
import { contextFor, failureOf, numbersOf, pointed, run, runRaw } from "./run.ts";

const numbers = (source: string) => numbersOf(run(source));

describe("a tensor in an expression", () => {
  it.each([
    ["linspace(0, 2, 3) + 1", [1, 2, 3]],
    ["1 - linspace(0, 2, 3)", [1, 0, -1]],
    ["linspace(0, 2, 3) + [10, 20, 30]", [10, 21, 32]],
    ["tensor([1, 2; 3, 4]) + tensor([10; 20])", [11, 12, 23, 24]],
    ["linspace(1, 3, 3) * linspace(1, 3, 3)", [14]],
    ["linspace(1, 3, 3) .* linspace(1, 3, 3)", [1, 4, 9]],
    ["tensor([1, 2; 3, 4]) * tensor([1, 2; 3, 4])", [7, 10, 15, 22]],
    ["tensor([1, 2; 3, 4]) * [1, 1]", [3, 7]],
    ["[1, 1] * tensor([1, 2; 3, 4])", [4, 6]],
    ["tensor([1, 2]) ^ 2", [1, 4]],
    ["2 ^ tensor([1, 2])", [2, 4]],
    ["tensor([2, 4]) / 2", [1, 2]],
    ["-tensor([1, 2])", [-1, -2]],
    ["tensor([5, -5]) mod 3", [2, 1]],
    ["200 + tensor([1, 2]) * 10%", [200.1, 200.2]],
    ["exp(tensor([0, 0]))", [1, 1]],
    ["log(tensor([1, 8]), 2)", [0, 3]],
    ["round(tensor([1.25, 2.75]), 1)", [1.3, 2.8]],
    ["tensor([1, 2, 3])[2]", [2]],
    ["tensor([1, 2, 3])[end]", [3]],
    ["tensor([1, 2, 3])[2:end]", [2, 3]],
    ["tensor([1, 2, 3])[[3, 1]]", [3, 1]],
    ["tensor([1, 2, 3])[[true, false, true]]", [1, 3]],
    ["x = tensor([1, 2, 3]); x[x > 1]", [2, 3]],
    ["tensor([1, 2; 3, 4])[1, :]", [1, 2]],
    ["tensor([1, 2; 3, 4])[:, end]", [2, 4]],
    ["tensor([1, 2; 3, 4])[2, 1]", [3]],
    ["x = tensor([1, 2; 3, 4]); x[x > 2]", [3, 4]],
    ["x = tensor([1, 2, 3]); x[2] = 9; x", [1, 9, 3]],
    ["x = tensor([1, 2; 3, 4]); x[1, :] = [8, 9]; x", [8, 9, 3, 4]],
    ["x = tensor([1, 2]); y = x; y[1] = 5; x", [1, 2]],
    ["o = {t: tensor([1, 2])}; o.t[1] = 7; o.t", [7, 2]],
    ["sum(tensor([1, 2; 3, 4]))", [10]],
    ["sum(tensor([1, 2; 3, 4]), 1)", [4, 6]],
    ["sum(tensor([1, 2; 3, 4]), dim = 1)", [3, 7]],
    ["sum([1, 2; 3, 4], dim = 1)", [3, 7]],
    ["sum([1, 2; 3, 4], axis = -1)", [3, 7]],
    ["mean(tensor([1, 2; 3, 4]), dim = [0, 1])", [2.5]],
    ["max(tensor([1, 5, 3]))", [5]],
    ["max(tensor([1, 5]), tensor([2, 2]))", [2, 5]],
    ['std(tensor([1, 2, 3]), "uncorrected")', [Math.sqrt(2 / 3)]],
    ["variance(tensor([1, 2, 3]))", [1]],
    ["cumsum(tensor([1, 2, 3]))", [1, 3, 6]],
    ["concat(tensor([1]), tensor([2, 3]))", [1, 2, 3]],
    ["concat(tensor([1, 2; 3, 4]), tensor([5, 6]), 1)", []],
    ['sort(tensor([3, 1, 2]), "desc")', [3, 2, 1]],
    ["size(tensor([1, 2; 3, 4]))", [2, 2]],
    ["reshape(linspace(1, 4, 4), [2, -1])[2, 1]", [3]],
    ["transpose(tensor([1, 2; 3, 4]))", [1, 3, 2, 4]],
    ["tensor([1, 2; 3, 4])'", [1, 3, 2, 4]],
    ["median(tensor([1, 3, 2]))", [2]],
    ["det(tensor([1, 2; 3, 4]))", [-2]],
    ["map(tensor([1, 2]), x ^ 2)", [1, 4]],
    ["sum(tensor([1, 2]) > 1)", [1]],
    ["[tensor([1, 2]), tensor([3, 4])][2, 1]", [3]],
    ["[softmax([0, 0]), softmax([1, 1, 1])][2][1]", [1 / 3]],
    ["ps = [softmax([0, 0]), 3]; ps[1][2] + ps[end]", [3.5]],
    ["softmax([0, 0])[1]", [0.5]],
    ["sum(softmax([3, 1, 2]))", [1]],
    ["softmax([0, 0]) .* 4", [2, 2]],
    ["softmax([1, 2]) * [1, 1]", [1]],
    ["max(softmax([0, 0]))", [0.5]],
    ["x = softmax([0, 0])' * 2", [1, 1]],
    ["1 < tensor([0, 2, 4]) < 3", [0, 1, 0]],
    ["tensor([1, 0]) and tensor([1, 1])", [1, 0]],
    ["not tensor([1, 0])", [0, 1]],
    ["where(tensor([1, -1]) > 0, tensor([1, -1]), 0)", [1, 0]],
  ])("%s", (source, expected) => {
    if (expected.length === 0) expect(failureOf(source).code).toBe("Shape");
    else for (const [i, value] of numbers(source).entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 12);
  });

  it("keeps its dtype with numbers, and widens with another tensor's", () => {
    expect(run("float32([1, 2]) * 0.1")).toMatchObject({ dtype: "float32" });
    expect(run("float16([1, 2]) + float32([1, 2])")).toMatchObject({ dtype: "float32" });
    expect(run("float16([0.1])[1]")).toEqual({ kind: "number", value: 0.0999755859375 });
    expect(run("float16([1, 2])[1:2]")).toMatchObject({ dtype: "float16" });
  });

  it("is refused by name where mathjs would need too large a matrix", () => {
    expect(failureOf("median(linspace(0, 1, 2000000))")).toMatchObject({ code: "TooLarge", message: expect.stringContaining("median") });
  });

  it.each([
    ["tensor([1, 2])[3]", "Shape"],
    ["tensor([1, 2])[0]", "Shape"],
    ["tensor([1, 2; 3, 4])[1]", "Shape"],
    ["tensor([1, 2])[1.5]", "Type"],
    ["tensor([1, 2]) + tensor([1, 2, 3])", "Shape"],
    ["tensor([1, 2]) * tensor([1, 2, 3])", "Shape"],
    ['tensor([1, 2]) + "a"', "Type"],
    ["tensor([1, 2]) + 3 cm", "Type"],
    ["tensor([1, i])", "Type"],
    ["tensor([1, 2]) ? 1 : 2", "Type"],
    ["tensor([1, 2]).data", "Type"],
    ["tensor([1, 2]).toString()", "Type"],
  ])("%s fails with %s", (source, code) => expect(failureOf(source).code).toBe(code));
});

describe("a cell of ten thousand numbers", () => {
  it("is read with all its places", () => {
    const list = `[${Array.from({ length: 10_000 }, (_, i) => `-${i}`).join(", ")}]`;
    expect(pointed(`sum(${list}) + foo`)).toBe("foo");
    expect(run('print("$t", {t: tensor([1, 2])})')).toEqual({ kind: "string", value: "[1, 2]" });
  });
});

describe("a function of the user's", () => {
  it("takes tensors, and can be called by mathjs", () => {
    expect(numbers("f(x) = softmax(x)[1]; f([0, 0])")).toEqual([0.5]);
    expect(numbers("f(t) = softmax([0, 0], tau = t)[1]; map([1, 2], f)")).toEqual([0.5, 0.5]);
    expect(numbers("map([0, 1], sigmoid)")[0]).toBe(0.5);
    expect(numbers("f(x) = exp(x); f([0, 0])")).toEqual([1, 1]);
  });

  it("sees names as they are when it is called", () => {
    expect(numbers("s = 1; f(x) = x * s; s = 5; f(2)")).toEqual([10]);
  });

  it("may have the name of a function of the vocabulary", () => {
    expect(numbers("softmax(x) = x + 1; softmax(1)")).toEqual([2]);
    expect(numbers("softmax(x) = x; softmax(y = 3) + y")).toEqual([6]);
  });

  it("may call itself as deep as mathjs allows, and is stopped beyond", () => {
    expect(numbers("f(n) = n <= 0 ? 0 : 1 + f(n - 1); f(3000)")).toEqual([3000]);
    expect(failureOf("f(x) = f(x); f(1)")).toMatchObject({ code: "Evaluation" });
    expect(failureOf("f(x) = g(x); g(x) = map([x], f); f(1)").code).toBe("Evaluation");
    expect(numbers("1 + 1")).toEqual([2]);
  });
});

describe("a sweep", () => {
  it("evaluates its expression for each value, and binds the name within it only", () => {
    const sweep = run("tau = 7; sweep(softmax([0, 0], tau = tau)[1] + tau, tau = [1, 2])");
    expect(sweep).toMatchObject({ kind: "sweep", parameter: "tau", values: [1, 2], results: [{ value: 1.5 }, { value: 2.5 }] });
    expect(numbers("tau = 7; sweep(tau, tau = [1, 2]); tau")).toEqual([7]);
  });

  it("reaches the functions that the expression calls", () => {
    expect(run("f(x) = x * t; sweep(f(2), t = [1, 5])")).toMatchObject({ results: [{ value: 2 }, { value: 10 }] });
    expect(run("g(t) = sweep(t, t = [1, 2]); g(9)")).toMatchObject({ results: [{ value: 1 }, { value: 2 }] });
  });

  it("takes one variable", () => {
    expect(failureOf("sweep(1)").code).toBe("Arity");
    expect(failureOf("sweep(a + b, a = [1], b = [2])").code).toBe("Arity");
  });
});

describe("keyword arguments", () => {
  it("stand for parameters in any order; axis is another word for dim", () => {
    expect(numbers("softmax(dim = 0, z = [1, 2; 1, 2])[1, 1]")).toEqual([0.5]);
    expect(numbers("softmax([1, 2; 1, 2], axis = 0)[1, 1]")).toEqual([0.5]);
  });

  it("leave no variable behind", () => expect(failureOf("softmax([1, 2], tau = 2); dim").code).toBe("UnknownName"));

  it.each([
    ["softmax([1], temp = 2)", "UnknownKeyword", "temp"],
    ["softmax([1], tau = 1, tau = 2)", "Arity", "tau"],
    ["softmax(z = [1], [1])", "Arity", "[1]"],
    ["softmax([1], z = [1])", "Arity", "z"],
    ["softmax()", "Arity", "softmax()"],
    ["softmax([1], 1, -1, none, 5)", "Arity", "5"],
    ["1 + softmax([1, 2], tau = -0.5)", "Domain", "-0.5"],
    ["softmax([1, 2], tau = 1 - 3)", "Domain", "1 - 3"],
    ["softmax([1, 2], dim = 4)", "Shape", "4"],
    ['softmax("abc")', "Type", '"abc"'],
    ['linspace(0, 1, "n")', "Type", '"n"'],
    ['tensor([1], dtype = "float31")', "Type", '"float31"'],
    ["randn([2, -1])", "Shape", "[2, -1]"],
  ])("%s is %s at %s", (source, code, text) => {
    expect(failureOf(source).code).toBe(code);
    expect(pointed(source)).toBe(text);
  });
});

describe("an error points at what is wrong", () => {
  it.each([
    ["a = 1\nb = sotfmax(a)", "sotfmax"],
    ["foo + 1", "foo"],
    ["[1, 2] + foo", "foo"],
    ["1 + (2 * [1, 2]) + [1, 2, 3]", "1 + (2 * [1, 2]) + [1, 2, 3]"],
    ["sqrt([1, 2], 3) + 1", "sqrt([1, 2], 3)"],
    ["x = [1, 2]\nx[5]", "x[5]"],
    ["f(x) = x + bar\n2 * f(1)", "f(1)"],
    ["{a: foo}", "foo"],
    ["true ? foo : 2", "foo"],
    ["x[:3] + y[2:]", "x"],
    ["z = [1, 2]; z[2:] + foo[1:end]", "foo"],
    ["5% + foo", "foo"],
    ["1:foo", "foo"],
    ["foo'", "foo"],
    ['"foo" + foo', "foo"],
    ["softmax(foo, tau = foo)", "foo"],
  ])("%j", (source, text) => expect(pointed(source)).toBe(text));

  it("names the nearest known name, of any kind", () => {
    expect(failureOf("sotfmax([1])")).toMatchObject({ message: "Unknown name 'sotfmax'. Did you mean 'softmax'?", suggestion: "softmax" });
    expect(failureOf("logits = [1]; lgoits").suggestion).toBe("logits");
    expect(failureOf("sqrrt(2)").suggestion).toBe("sqrt");
    expect(failureOf("softmax([1], tua = 2)").suggestion).toBe("tau");
    expect(failureOf("qqqqqq").suggestion).toBeUndefined();
  });
});

describe("what would take the session down is an error at once", () => {
  it.each([
    "1:1e12",
    "zeros(1e9)",
    "ones(1e5, 1e5)",
    "identity(1e6)",
    "random([1e9])",
    'range("1:1e10")',
    '"a".repeat(1e9)',
    "linspace(0, 1, 1e12)",
    "randn([1e6, 1e6])",
    "x = [1]; x[1e9] = 5",
    "[1].resize([1e9])",
    "diag(1:100000)",
  ])("%s", (source) => {
    expect(failureOf(source).code).toBe("TooLarge");
    expect(run("1 + 1")).toEqual({ kind: "number", value: 2 });
  });
});

describe("there is no way out of the language", () => {
  it.each([
    "import({a: 1})",
    'evaluate("1")',
    'parse("1")',
    'compile("1")',
    "parser()",
    'createUnit("foo")',
    "config({})",
    'simplify("x")',
    'derivative("x^2", "x")',
    "typed",
    "f = evaluate",
    'map(["1"], evaluate)',
    "sqrt.constructor",
    '"a".constructor("return 1")',
    "[1].constructor",
    "{}.__proto__",
    "{a: 1}.hasOwnProperty",
    "softmax.constructor",
    "f(x) = x; f.constructor",
    "f(x) = x; f.apply",
    "f(x) = x; f.call(1)",
    'f(x) = x; f["constructor"]',
    "{constructor: 1}",
    '{"__proto__": 1}.__proto__',
    "o = {a: 1}; o.constructor = 1",
    'o = {a: 1}; o["__proto__"] = 1',
    "tensor([1]).constructor",
    "softmax([1]).logits",
    'tensor([1])["data"]',
    'k = "constructor"; {a: 1}[k]',
    'reviver("a", {})',
    "chain(1)",
    "cos.transform",
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty(1)",
  ])("%s", (source) => expect(() => runRaw(source)).toThrow(FailureError));
});

describe("controls", () => {
  it("show themselves and drive their name", () => {
    const scope = new Map<string, unknown>();
    expect(run('tau = slider(0.05, 10, value = 1, scale = "log")', scope)).toMatchObject({
      kind: "control",
      control: "slider",
      name: "tau",
      value: 1,
      scale: "log",
    });
    expect(scope.get("tau")).toBe(1);
    expect(run("tau + 1", scope)).toEqual({ kind: "number", value: 2 });
  });

  it("take the value that the user moved them to, if it still fits", () => {
    const scope = new Map<string, unknown>();
    run("t = slider(0, 1)", scope, { control: () => 0.75 });
    expect(scope.get("t")).toBe(0.75);
    run("t = slider(0, 1)", scope, { control: () => 5 });
    expect(scope.get("t")).toBe(0.5);
    run('k = select(["a", "b"])', scope, { control: () => "b" });
    expect(scope.get("k")).toBe("b");
    run("c = checkbox(true)", scope, { control: () => "yes" });
    expect(scope.get("c")).toBe(true);
  });

  it("need a name to drive", () => {
    expect(failureOf("slider(0, 1)").code).toBe("Evaluation");
    expect(failureOf("x = 2 * slider(0, 1)").code).toBe("Evaluation");
    expect(failureOf("x = slider(1, 0)").code).toBe("Domain");
    expect(pointed('x = slider(-1, 1, scale = "log")')).toBe("-1");
  });
});

describe("random draws", () => {
  it("depend on the seed and the cell's text, not on the order of cells", () => {
    const cell = "randn([3])";
    const first = numbers(cell);
    numbers("randn([5])");
    expect(numbers(cell)).toEqual(first);
    expect(numbersOf(run(cell, new Map(), { seed: 43 }))).not.toEqual(first);
    expect(numbers("randn([3]) # other text")).not.toEqual(first);
  });

  it("differ within a cell, unless the seed is given", () => {
    const values = numbers("stack([randn([2]), randn([2])])");
    expect(values.slice(0, 2)).not.toEqual(values.slice(2));
    const seeded = numbers("stack([randn([2], seed = 1), randn([2], seed = 1)])");
    expect(seeded.slice(0, 2)).toEqual(seeded.slice(2));
  });

  it("are the cell's where a function of another cell draws", () => {
    const scope = new Map<string, unknown>();
    run("noise(n) = rand([n])", scope);
    expect(run("noise(2)", scope)).not.toEqual(run("noise(2) + 0", scope));
    expect(run("noise(2)", scope)).toEqual(run("noise(2)", scope));
  });
});

describe("work in steps", () => {
  it("pauses in a long recursion", () => {
    const source = "g(n) = n <= 1 ? 1 : g(n - 1) + g(n - 2)\ng(14)";
    const program = parseCell(source);
    const scope = new Map<string, unknown>();
    finish(evaluateStatement(program, 0, scope, contextFor(source)));
    let steps = 0;
    for (const step of evaluateStatement(program, 1, scope, contextFor(source))) steps += step.kind === "progress" ? 1 : 0;
    expect(steps).toBeGreaterThan(3);
  });
});
