import { autodiff, cast, floatOf } from "../../engine/index.ts";
import { type AnyTensor, fail, type Steps } from "../../model/index.ts";
import type { Call } from "../context.ts";
import { plain, tensorOf } from "../convert.ts";
import { expression } from "../kinds.ts";
import { isCollection, placeholder } from "../mathjs.ts";
import type { Node } from "../nodes.ts";
import { mentions } from "../tree.ts";
import { isArrayLike, isDistribution, isVariable } from "../values.ts";
import { markLiteral } from "../variables.ts";
import { define, required } from "./entry.ts";

export const grad = define({
  name: "grad",
  family: "Derivatives",
  docs: "The gradient of an expression that gives one number by one of its names, in the shape of that name's value: reverse mode through arithmetic, mathjs's elementary functions, sums, products of matrices, indexing, the functions of this reference and functions of your own. It follows the expression itself, not values that other statements have computed from the name. Where a kink has no derivative it gives a subgradient: 0 for abs, equal shares for equal maxima; gumbel_softmax with hard = true passes the soft sample's on. A function without a derivative is an error that names it.",
  source: "Linnainmaa (1976), doi 10.1007/BF01931367; jax.grad, torch.autograd.grad",
  formula: "g_i = \\frac{\\partial f}{\\partial x_i}",
  example: "z = [1, 2, 3]\ngrad(cross_entropy(z, 0), z)",
  parameters: {
    expression: required(expression, "gives one number"),
    name: required(expression, "the name to differentiate by"),
  },
  *run(args, call) {
    const name = nameOf(args.name, call);
    const raw = yield* call.evaluate(args.name.type === "SymbolNode" ? args.name : placeholder(name));
    const value = yield* differentiable(raw, name, call);
    const by = yield* autodiff.leaf(value);
    if (isCollection(raw)) markLiteral(by);
    const result = yield* call.evaluate(args.expression, new Map([[name, by]]));
    const gradient = isVariable(result) ? yield* back(result, by, call) : yield* constant(result, args.expression, name, by, call);
    return plain(yield* cast(gradient, floatOf(value.dtype)));
  },
});

/** `x` or "x". */
function nameOf(node: Node, call: Call): string {
  if (node.type === "SymbolNode") return node.name;
  if (node.type === "ConstantNode" && typeof node.value === "string") return node.value;
  return failAt(call, "name", "Type", "grad takes the name of a variable second: grad(sum(z .^ 2), z).");
}

function* differentiable(raw: unknown, name: string, call: Call): Steps<AnyTensor> {
  if (isVariable(raw)) return failAt(call, "name", "Type", "grad has no derivative of grad.");
  if (typeof raw === "number" || isArrayLike(raw) || isCollection(raw)) return yield* tensorOf(raw);
  return failAt(call, "name", "Type", `grad takes the derivative by real numbers; ${name} holds none.`);
}

function* back(result: autodiff.Variable, by: autodiff.Variable, call: Call): Steps<AnyTensor> {
  if (result.value.data.length !== 1) {
    return failAt(call, "expression", "Shape", `grad takes an expression that gives one number, got shape [${result.shape.join(", ")}].`);
  }
  return yield* autodiff.gradient(result, by);
}

/** 0 where the expression moves in steps only. Throws where it does not read the name. */
function* constant(result: unknown, node: Node, name: string, by: autodiff.Variable, call: Call): Steps<AnyTensor> {
  if (typeof result !== "number" && typeof result !== "boolean" && !(isArrayLike(result) && !isDistribution(result))) {
    return failAt(call, "expression", "Type", "grad takes an expression that gives one real number.");
  }
  if (!mentions(node, name)) {
    return failAt(
      call,
      "expression",
      "Domain",
      `The expression does not read ${name}. grad follows the expression itself: what other statements have computed from ${name} is constant in it.`,
    );
  }
  return yield* autodiff.gradient(yield* autodiff.lift(0), by);
}

function failAt(call: Call, parameter: string, code: "Type" | "Shape" | "Domain", message: string): never {
  const span = call.span(parameter);
  return fail(code, message, span ? { span } : {});
}
