import * as library from "mathjs";
import { describe, expect, it } from "vitest";
import { closedNames } from "../../../src/language/mathjs.ts";
import { EXPRESSIONS } from "./parityExpressions.ts";
import { runRaw, runVisible } from "./run.ts";

const math = library.create(library.all as library.FactoryFunctionMap);
const docs = Reflect.get(library, "docs") as Record<string, { readonly examples?: readonly string[] }>;

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
  return closedNames.some((name) => new RegExp(`\\b${name}\\b`).test(example));
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
