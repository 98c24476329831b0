import { describe, expect, it } from "vitest";
import { failureOf, numbersOf, run, runRaw } from "./run.ts";

/** Each is refused before it starts: an error, not a wait, and the next cell runs. */
const REFUSED = `
1:1e12
range(0, 1, 1e-12)
sum(1:1e12)
map(1:1e12, x ^ 2)
ones(1e9)
zeros(1e5, 1e5)
identity(1e5)
full([1e5, 1e5], 1)
linspace(0, 1, 1e9)
arange(0, 1e12)
randn([1e9])
one_hot(0, 1e9)
causal_mask(1e5)
zipf(1e9)
softmax_jacobian(linspace(0, 1, 100000))
softmax_hessian(linspace(0, 1, 1000))
attention(ones(1e5, 4), ones(1e5, 4), ones(1e5, 4), weights = true)
random([1e9])
pickRandom(1:10, 1e9)
matrixFromFunction([1e9], f(i) = 1)
a = [1]; a[1e9] = 1
resize([1], [1e9])
diag(1:1e5)
setPowerset(1:40)
setCartesian(1:5000, 1:5000)
setUnion(1:30000, 2:30000)
kron(ones(3000, 1), ones(3000, 1))
ones(2000, 2000) * ones(2000, 2000)
ones(2000, 2000) ^ 2
inv(ones(500, 500) + identity(500))
det(random([600, 600]))
eigs(random([120, 120]))
fft(random([1, 20011]))
sort(random([1000000]))
combinations(1e9, 5e8)
factorial(bignumber(1e6))
gamma(bignumber(1e6))
stirlingS2(5000, 2500)
bernoulli(1e5)
nthRoots(1, 1e9)
isPrime(bignumber("1e30") + 57)
bigint(10) ^ bigint(1e8)
fraction("0.333333333333333333333333333333333333333333333333333") ^ 9999
format(1, {notation: "fixed", precision: 1e9})
"a".repeat(1e9)
"ab".padStart(1e9)
"x".repeat(1e6).replaceAll("x", "y".repeat(1e6))
`
  .trim()
  .split("\n");

describe("what would not fit or never end is refused", () => {
  it.each(REFUSED)("%s", (cell) => {
    expect(failureOf(cell).code).toBe("TooLarge");
    expect(run("1 + 1")).toEqual({ kind: "number", value: 2 });
  });

  it("a recursion without end, however it goes round", () => {
    expect(failureOf("f(x) = f(x + 1)\nf(1)").code).toBe("Evaluation");
    expect(failureOf("f(x) = g(x)\ng(x) = f(x)\nf(1)").code).toBe("Evaluation");
    expect(failureOf("f(x) = map([1, 2], f)\nf(1)").code).toBe("Evaluation");
    expect(failureOf(`${"(".repeat(20000)}1${")".repeat(20000)}`).code).toBe("Syntax");
    expect(numbersOf(run("f(n) = n <= 0 ? 0 : 1 + f(n - 1)\nf(4000)"))).toEqual([4000]);
  });
});

describe("what is only large works", () => {
  it.each([
    ["combinations(100, 50) > 1e29", true],
    ["factorial(170) > 1e306", true],
    ["factorial(bignumber(1000)) > bignumber(10) ^ 2567", true],
    ["isPrime(1000003)", true],
    ["bigint(2) ^ bigint(1000) > bigint(2) ^ bigint(999)", true],
    ["number(fraction(1, 3) ^ 20) > 0", true],
    ["sum(ones(100, 100) * ones(100, 100)) == 1e6", true],
    ["abs(det(identity(50)) - 1) < 1e-9", true],
    ["sort(50000:-1:1)[1] == 1", true],
    ["size(nthRoots(1, 5))[1] == 5", true],
    ['size("a".repeat(1e6))[1] == 1e6', true],
  ])("%s", (cell, expected) => {
    expect(runRaw(cell)).toBe(expected);
  });
});
