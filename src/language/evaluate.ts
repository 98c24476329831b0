import { autodiff } from "../engine/index.ts";
import { type AnyTensor, done, fail, type Steps } from "../model/index.ts";
import { evaluateAccess } from "./access.ts";
import { assign } from "./assign.ts";
import { evaluateCall } from "./calls.ts";
import type { Env } from "./context.ts";
import { denseOf, nameOf, plain, plainNumber, tensorOf } from "./convert.ts";
import { asFailure } from "./errors.ts";
import { during } from "./functions.ts";
import { symbolValue } from "./lookup.ts";
import { applyMath, lazyMath } from "./math.ts";
import { evaluateNode, evaluateTemplate, matrix, nodeText, objectNode, placeholder } from "./mathjs.ts";
import type { ArrayNode, ConditionalNode, Node, ObjectNode, OperatorNode, RangeNode, RelationalNode } from "./nodes.ts";
import { isArrayLike, isMade, isTensor, isVariable } from "./values.ts";
import { hasAxes, isLiteral, markLiteral, type Operand, operandOf, primal } from "./variables.ts";

/** The raw value of a node. Throws FailureError with the span of the innermost node that has one; Cancelled. */
export function* evaluate(node: Node, env: Env): Steps<unknown> {
  try {
    return yield* visit(node, env);
  } catch (error) {
    throw asFailure(error, env.run.spans.of(node));
  }
}

function visit(node: Node, env: Env): Steps<unknown> {
  switch (node.type) {
    case "ConstantNode":
      return done(node.value);
    case "SymbolNode":
      return done(symbolValue(node.name, env));
    case "ParenthesisNode":
      return visit(node.content, env);
    case "OperatorNode":
      return operator(node, env);
    case "FunctionNode":
      return evaluateCall(node, env);
    case "AccessorNode":
      return evaluateAccess(node, env);
    case "AssignmentNode":
    case "FunctionAssignmentNode":
      return assign(node, env);
    case "ArrayNode":
      return array(node, env);
    case "ObjectNode":
      return object(node, env);
    case "RangeNode":
      return range(node, env);
    case "RelationalNode":
      return relational(node, env);
    case "ConditionalNode":
      return conditional(node, env);
    default:
      return fail("Evaluation", `${nodeText(node)} has no value of its own.`);
  }
}

function* operator(node: OperatorNode, env: Env): Steps<unknown> {
  const lazy = lazyMath(node.fn, node.args, env);
  if (lazy) return yield* lazy;
  const values: unknown[] = [];
  for (const arg of node.args) values.push(yield* evaluate(arg, env));
  return yield* applyMath(node.fn, values, env);
}

function* array(node: ArrayNode, env: Env): Steps<unknown> {
  const items: unknown[] = [];
  for (const item of node.items) items.push(yield* evaluate(item, env));
  if (items.some(isVariable)) return yield* stackVariables(items);
  if (items.some(isTensor) && !items.some((item) => isMade(item) || (isArrayLike(item) && !isTensor(item)))) {
    const stacked = yield* stackItems(items);
    if (stacked) return stacked;
  }
  // mathjs's matrices copy their elements in ways that would break values of ours: those stay in a plain list.
  return items.some(holdsOurs) ? items : matrix(items);
}

/** A literal with entries that grad follows. */
function* stackVariables(items: readonly unknown[]): Steps<unknown> {
  const rows: Operand[] = [];
  for (const item of items) rows.push(yield* operandOf(item));
  const stacked = yield* autodiff.stack(rows, 0);
  return items.every((item) => !hasAxes(item) || isLiteral(item)) ? markLiteral(stacked) : stacked;
}

function holdsOurs(item: unknown): boolean {
  return isArrayLike(item) || isMade(item) || (Array.isArray(item) && item.some(holdsOurs));
}

/** Rows that are tensors make a tensor with one axis more, as vectors do in a matrix literal; other shapes stay a list. */
function* stackItems(items: readonly unknown[]): Steps<AnyTensor | undefined> {
  const shapes = new Set<string>();
  for (const item of items) shapes.add((yield* denseOf(item)).shape.join());
  return shapes.size === 1 ? yield* tensorOf(items) : undefined;
}

function* object(node: ObjectNode, env: Env): Steps<unknown> {
  const values = new Map<string, unknown>();
  const stand: Record<string, Node> = {};
  for (const [i, [key, child]] of Object.entries(node.properties).entries()) {
    values.set(`p${i}`, yield* evaluate(child, env));
    Object.defineProperty(stand, key, { value: placeholder(`p${i}`), enumerable: true });
  }
  return evaluateNode(objectNode(stand), values);
}

function* range(node: RangeNode, env: Env): Steps<unknown> {
  const values = [yield* evaluate(node.start, env), yield* evaluate(node.end, env)];
  if (node.step) values.push(yield* evaluate(node.step, env));
  return yield* applyMath("range", values, env);
}

function* relational(node: RelationalNode, env: Env): Steps<unknown> {
  let all: unknown = true;
  let right = yield* evaluate(node.params[0] ?? fail("Syntax", "Empty comparison."), env);
  for (const [i, name] of node.conditionals.entries()) {
    const left = right;
    right = yield* evaluate(node.params[i + 1] ?? fail("Syntax", "Empty comparison."), env);
    const holds = yield* applyMath(name, [left, right], env);
    if (isArrayLike(holds) || isArrayLike(all)) all = yield* applyMath("and", [all, holds], env);
    else if (!holds) return false;
  }
  return all;
}

function* conditional(node: ConditionalNode, env: Env): Steps<unknown> {
  const condition = yield* truthOf(yield* evaluate(node.condition, env));
  const holds = during(env, () => evaluateTemplate("c ? true : false", new Map([["c", condition]])));
  return yield* evaluate(holds ? node.trueExpr : node.falseExpr, env);
}

function* truthOf(given: unknown): Steps<unknown> {
  const raw = primal(given);
  if (!isArrayLike(raw)) return raw;
  const dense = plain(yield* denseOf(raw));
  if (typeof dense !== "object") return dense;
  if (dense.kind === "tensor" && dense.data.length === 1) return plainNumber(dense, 0);
  return fail("Type", `A condition is a single value, got ${nameOf(raw)}; where(condition, a, b) chooses by element.`);
}
