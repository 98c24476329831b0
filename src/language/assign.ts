import { cast, materialise } from "../engine/index.ts";
import { fail, type Steps, type Tensor } from "../model/index.ts";
import { indicesOf, standIns, subscriptsOf } from "./access.ts";
import type { Env } from "./context.ts";
import { denseOf, toMathjs } from "./convert.ts";
import { during, makeFunction } from "./functions.ts";
import { checkSubscripts } from "./limits.ts";
import { assignmentNode, evaluateNode, nodeText, placeholder } from "./mathjs.ts";
import type { AssignmentNode, FunctionAssignmentNode, IndexNode, Node } from "./nodes.ts";
import { replace } from "./slices.ts";
import { isArrayLike, isMade, isVariable } from "./values.ts";

/** `a = …`, `a[i] = …`, `a.b = …` and `f(x) = …`. */
export function* assign(node: AssignmentNode | FunctionAssignmentNode, env: Env): Steps<unknown> {
  if (node.type === "FunctionAssignmentNode") return define(node, env);
  if (node.index) return yield* assignPart(node, node.index, env);
  if (node.object.type !== "SymbolNode") return fail("Syntax", "A value is assigned to a name.");
  const name = node.object.name;
  const value = yield* assignedValue(node.value, name, env);
  if (isVariable(value)) fail("Type", `grad takes an expression without assignments; ${name} is assigned in it.`);
  env.scope.set(name, isMade(value) && value.kind === "control" ? value.value : value);
  return value;
}

/** The right-hand side; a call that makes a control is told the name that it drives. */
function* assignedValue(node: Node, name: string, env: Env): Steps<unknown> {
  if (node.type === "ParenthesisNode") return yield* assignedValue(node.content, name, env);
  if (node.type !== "FunctionNode") return yield* env.run.evaluate(node, env);
  return yield* env.run.evaluateCall(node, env, name);
}

function define(node: FunctionAssignmentNode, env: Env): unknown {
  const fn = makeFunction({ name: node.name, params: node.params, body: node.expr, env }, nodeText(node.expr));
  env.scope.set(node.name, fn);
  return fn;
}

function* assignPart(node: AssignmentNode, index: IndexNode, env: Env): Steps<unknown> {
  const { object: target } = node;
  const object = yield* env.run.evaluate(target, env);
  const value = yield* env.run.evaluate(node.value, env);
  const changed = yield* replaced(object, index, value, env);
  if (target.type === "SymbolNode") {
    if (!index.isObjectProperty()) env.scope.set(target.name, changed);
    return value;
  }
  // The part may be a copy (a tensor, a text, a piece of a matrix): put it back where it came from.
  if (!index.isObjectProperty()) yield* putBack(target.object, target.index, changed, env);
  return value;
}

function* putBack(parent: Node, index: IndexNode, value: unknown, env: Env): Steps<void> {
  const object = yield* env.run.evaluate(parent, env);
  const changed = yield* replaced(object, index, value, env);
  if (parent.type === "SymbolNode" && isArrayLike(object)) env.scope.set(parent.name, changed);
}

/** The object with the part replaced: mathjs's values in place, as mathjs does; a tensor as a copy. */
function* replaced(object: unknown, index: IndexNode, value: unknown, env: Env): Steps<unknown> {
  if (isMade(object)) return fail("Type", `A ${object.kind} can't be changed.`);
  if (isArrayLike(object)) return yield* replacedTensor(yield* denseOf(object), index, value, env);
  const names = new Map<string, unknown>();
  let place: Node = index;
  if (!index.isObjectProperty()) {
    const subscripts = yield* subscriptsOf(index, object, env);
    checkSubscripts(subscripts);
    const stand = yield* standIns(subscripts);
    for (const [name, subscript] of stand.names) names.set(name, subscript);
    place = stand.index;
    names.set("value", isArrayLike(value) ? yield* toMathjs(value, "a matrix") : value);
  } else names.set("value", value);
  names.set("object", object);
  during(env, () => evaluateNode(assignmentNode(placeholder("object"), place, placeholder("value")), names));
  return names.get("object");
}

function* replacedTensor(x: Tensor, index: IndexNode, value: unknown, env: Env): Steps<Tensor> {
  if (index.isObjectProperty()) return fail("Type", "A tensor has no fields to assign to.");
  const indices = yield* indicesOf(x.shape, yield* subscriptsOf(index, x, env));
  return replace(x, indices, yield* materialise(yield* cast(yield* denseOf(value), x.dtype)));
}
