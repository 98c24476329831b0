import * as library from "mathjs";
import { describe, expect, it } from "vitest";
import { runRaw, runVisible } from "./run.ts";

const math = library.create(library.all as library.FactoryFunctionMap);
const docs = Reflect.get(library, "docs") as Record<string, { readonly examples?: readonly string[] }>;

/** Names that a notebook may not use, so that their examples must fail here. */
const CLOSED =
  "import config createUnit evaluate parse parser compile chain create typed reviver replacer simplify simplifyCore simplifyConstant derivative rationalize resolve symbolicEqual leafCount".split(
    " ",
  );

/** Examples whose results are drawn at random: the same kind of thing is enough. */
const RANDOM = new Set(["random", "randomInt", "pickRandom", "partitionSelect"]);

type Outcome = { readonly text: string; readonly type: string } | "error";

function outcomeOf(evaluate: () => unknown): Outcome {
  try {
    const value = evaluate();
    return { text: textOf(value), type: math.typeOf(value) };
  } catch {
    return "error";
  }
}

function textOf(value: unknown): string {
  if (typeof value === "function") return String(Reflect.get(value, "syntax") ?? Reflect.get(value, "name"));
  return math.format(value, 14);
}

function mentionsClosed(example: string): boolean {
  return CLOSED.some((name) => new RegExp(`\\b${name}\\b`).test(example));
}

function compare(lines: readonly string[], scope: Map<string, unknown>, ours: Map<string, unknown>, random = false): void {
  for (const line of lines) {
    // Not run in mathjs either: they would change the instance that all other examples are compared with.
    if (mentionsClosed(line)) {
      expect(
        outcomeOf(() => runRaw(line, ours)),
        line,
      ).toBe("error");
      continue;
    }
    const theirs = outcomeOf(() => {
      const result: unknown = math.evaluate(line, scope as unknown as object);
      return math.isResultSet(result) ? result.entries.at(-1) : result;
    });
    const mine = outcomeOf(() => runVisible(line, ours));
    if (random && theirs !== "error" && mine !== "error") expect(mine.type, line).toBe(theirs.type);
    else expect(mine, line).toEqual(theirs);
  }
}

describe("mathjs's own examples mean here what they mean in mathjs", () => {
  for (const [name, { examples = [] }] of Object.entries(docs)) {
    if (examples.length === 0) continue;
    it(`${name}: ${examples.length} examples`, () => compare(examples, new Map(), new Map(), RANDOM.has(name)));
  }
});

/** Expressions of every kind of node, with scope, functions, indices, units, and errors. */
const EXPRESSIONS = `
2 + 3 * 4 ^ 2 / 7
10% + 5
200 + 10%
8 mod 3
-2^2
2^-1
5!
[1, 2; 3, 4]'
[1, 2, 3]'
1 < 2 < 3
3 > 2 > 5
[1, 2] == [1, 3]
true ? 1 : 2
null ? 1 : 2
0 ? 1 : 2 ? 3 : 4
"abc"[2]
"abc"[2:3]
"a" == "a"
1:5
5:-2:1
[1, 2, 3][2]
[1, 2, 3][end]
[1, 2, 3][end - 1]
[1, 2, 3; 4, 5, 6][2, :]
[1, 2, 3; 4, 5, 6][:, 2]
[1, 2, 3; 4, 5, 6][1:2, 2:end]
[1, 2, 3][[true, false, true]]
[1, 2, 3][4]
[1, 2, 3][0]
{a: 1, "b": {c: [1, 2]}}.b.c[2]
{a: 1}["a"]
{a: 1}.b
{a: 1}?.b?.c
null?.b
a = 3; a * 2
b = [1, 2, 3]; b[2] = 10; b
b2 = [1, 2; 3, 4]; b2[1, :] = [9, 9]; b2
c = {x: 1}; c.x = 5; c.y = [1, 2]; c.y[1] = 7; c
d = "hello"; d[1] = "J"; d
f(x) = x^2 + 1; f(3)
g(x, y) = x * y; g(2, 3)
h(x) = (k(y) = x + y); h(2)(3)
fact(n) = n <= 1 ? 1 : n * fact(n - 1); fact(10)
f2(x) = x; f2()
f2(x) = x; f2(1, 2)
map([1, 2, 3], x ^ 2)
map([1, 2, 3], f(x) = x + 1)
s(x) = x * 2; map([1, 2, 3], s)
map([1, 2], [3, 4], t(a, b) = a + b)
map([1, 2, 3], u(x, i) = x + i[1])
filter([1, 2, 3, 4], x > 2)
p(x) = x > 1; filter([1, 2, 3], p)
forEach([1, 2], q(x) = x)
sort([3, 1, 2], "desc")
sort([3, 1, 2], cmp(a, b) = b - a)
sqrt(x = 4)
sqrt(-1)
(1 + 2i) * (3 - i)
2 inch to cm
5 cm + 2 mm
3 in
12 m / s
2 kg to lbs
bignumber(1) / 3
fraction(1, 3) + fraction(1, 6)
1 and 0
0 and undefinedName
1 or undefinedName
1 and undefinedName
true xor false
not true
null ?? 5
3 ?? undefinedName
5 & 3
5 | 3
5 ^| 3
~5
1 << 3
[[1, 2], [3, 4]]
[1, 2; 3]
[[1, 2], [3]]
[]
{}
undefined
"it's"
'single'
0x1F + 0b101
1e3 + .5
3.e2
sum([1, 2; 3, 4], 1)
sum(1, 2, 3)
mean([1, 2; 3, 4], 2)
std([1, 2, 3], "uncorrected")
max([1, 5, 3])
concat([1, 2], [3])
size([1, 2; 3, 4])
[1, 2, 3] * [4, 5, 6]
[1, 2; 3, 4] * [1, 2]
[1, 2; 3, 4] .* [1, 2; 3, 4]
[1, 2; 3, 4] ^ 2
2 * [1, 2]
log10([1, 10])
abs([-1, 1])
exp(1)
log(8, 2)
i ^ 2
e
pi
tau
i
boltzmann
sin
sin(90 deg)
[1, 2, 3].toArray()
"abc".toUpperCase()
o = {f(x) = x}
o = {f: r(x) = x + 1}; o.f(2)
typeOf(3)
format(pi, 4)
print("$a and $b", {a: 1, b: 2})
det([1, 2; 3, 4])
inv([1, 2; 3, 4])
identity(2)
zeros(2, 2)
ones(3)
subset([1, 2, 3], index(2))
range(1, 4)
diag([1, 2])
a.b
unknown(3)
3(4)
pi(3)
(1 + 2)(3)
x = y = 4; x + y
end
w = 5; w += 1
v = [1, 2]; z = v; z[1] = 9; v
[1, 2, 3] > 2
7 % 3
7 %
"a" + 1
"2" * 3
null + 1
{"a b": 1}["a b"]
{constructor: 1}
{a: 1}.constructor
"a".constructor
sin.constructor
[1].constructor
{a: 1}.toString
(f3(x) = x).call
cumsum([1, 2, 3])
quantileSeq([1, 2, 3, 4], 0.5)
unit("5 cm").toNumber("mm")
[1, 2; 3, 4].size()
matrix([1, 2]).map(l(x) = x + 1)
apply([1, 2; 3, 4], 1, sum)
mapSlices([1, 2; 3, 4], 1, sum)
compare(1, 2)
deepEqual([1], [1])
1 == 1 + 1e-14
`
  .split("\n")
  .filter((line) => line !== "");

describe("an expression means here what it means in mathjs", () => {
  it.each(EXPRESSIONS)("%s", (expression) => {
    const scope = new Map<string, unknown>();
    const theirs = outcomeOf(() => {
      const result: unknown = math.evaluate(expression, scope as unknown as object);
      return math.isResultSet(result) ? result.entries.at(-1) : result;
    });
    expect(outcomeOf(() => runRaw(expression, new Map()))).toEqual(theirs);
  });
});

/** Where mathjs has an error and we have a meaning. */
const BETTER: readonly (readonly [string, string])[] = [
  ["exp([0, 0])", "[1, 1]"],
  ["sqrt([4, 9])", "[2, 3]"],
  ["log([1, e])", "[0, 1]"],
  ["log([1, 8], 2)", "[0, 3]"],
  ["sin([0; 0])", "[[0], [0]]"],
  ["sum([1, 2; 3, 4], dim = 0)", ""],
];

describe("what mathjs refuses for matrices works element by element", () => {
  it.each(BETTER)("%s", (expression, text) => {
    expect(outcomeOf(() => math.evaluate(expression))).toBe("error");
    const mine = outcomeOf(() => runRaw(expression));
    expect(mine).not.toBe("error");
    if (mine !== "error" && text !== "") expect(mine.text).toBe(text);
  });
});
