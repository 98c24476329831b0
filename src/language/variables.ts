import { autodiff } from "../engine/index.ts";
import { fail, type Steps } from "../model/index.ts";
import { plain, tensorOf } from "./convert.ts";
import { isCollection } from "./mathjs.ts";
import { isVariable } from "./values.ts";

export type Variable = autodiff.Variable;
export type Operand = autodiff.Operand;

/** Variables whose value is a matrix of mathjs: `^` and `/` mean there what they mean for matrices, not element by element. */
const literals = new WeakSet<Variable>();

/** A value as an operand of autodiff: a number, a tensor, a distribution's probabilities. */
export function* operandOf(raw: unknown): Steps<Operand> {
  return isVariable(raw) || typeof raw === "number" ? raw : yield* tensorOf(raw);
}

export function* variableOf(raw: unknown): Steps<Variable> {
  return yield* autodiff.lift(yield* operandOf(raw));
}

/** What a variable is worth, as an ordinary value; any other value as it is. */
export function primal(raw: unknown): unknown {
  return isVariable(raw) ? plain(raw.value) : raw;
}

/** Whether it has axes, and no tensor of ours gave it them. */
export function isLiteral(raw: unknown): boolean {
  return isVariable(raw) ? literals.has(raw) : isCollection(raw);
}

export function hasAxes(raw: unknown): boolean {
  return isVariable(raw) ? raw.shape.length > 0 : typeof raw === "object" && raw !== null;
}

/** Notes that mathjs would have a matrix here. */
export function markLiteral(variable: Variable): Variable {
  literals.add(variable);
  return variable;
}

export function failNoDerivative(name: string): never {
  return fail("Type", `grad has no derivative of ${name}.`);
}
