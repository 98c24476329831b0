import { type Dim, gumbelNoise } from "../../engine/index.ts";
import { fail, type Steps, type Tensor } from "../../model/index.ts";
import type { Call } from "../context.ts";
import { denseOf } from "../convert.ts";
import { isDistribution, isVariable } from "../values.ts";
import { type Operand, operandOf, primal, type Variable } from "../variables.ts";

/** The axis of a variable that is a distribution, counted from the end. */
const axes = new WeakMap<Variable, number>();

/** Notes along which axis a variable sums to 1. */
export function markAxis(variable: Variable, dim: number): Variable {
  axes.set(variable, dim < 0 ? dim : dim - variable.shape.length);
  return variable;
}

/** The arguments of a call of the vocabulary, as its parameters read them, with variables where grad follows them. */
export class Given {
  readonly call: Call;
  readonly #name: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(name: string, values: Readonly<Record<string, unknown>>, call: Call) {
    this.#name = name;
    this.#values = values;
    this.call = call;
  }

  /** A number, a tensor or a variable. */
  operand(parameter: string): Steps<Operand> {
    return operandOf(this.#values[parameter]);
  }

  /** As operand; undefined for none. */
  *optional(parameter: string): Steps<Operand | undefined> {
    const value = this.#values[parameter];
    return value === null || value === undefined ? undefined : yield* operandOf(value);
  }

  /** A tensor in memory; a variable's value, where it counts for nothing how it moves. */
  *tensor(parameter: string): Steps<Tensor> {
    return yield* denseOf(primal(this.#values[parameter]));
  }

  /** Whatever it is. */
  raw(parameter: string): unknown {
    return this.#values[parameter];
  }

  /** none is undefined. */
  mask(): Tensor | undefined {
    return this.fixed<Tensor | null>("mask") ?? undefined;
  }

  /** Gumbel numbers from the stream of the call's own seed. */
  noise(shape: readonly number[]): Steps<Tensor> {
    return gumbelNoise(shape, this.call.key(this.fixed<number | null>("seed")));
  }

  /** A value that must not move. */
  fixed<T>(parameter: string): T {
    const value = this.#values[parameter];
    if (isVariable(value)) {
      const span = this.call.span(parameter);
      fail("Type", `grad has no derivative of ${this.#name} by its ${parameter}.`, span ? { span } : {});
    }
    // SAFETY: the binder read it by the parameter's kind, whose values the rule names.
    return value as T;
  }

  dim(parameter = "dim"): number {
    return this.fixed<number>(parameter);
  }

  dims(parameter = "dim"): Dim {
    return this.fixed<Dim>(parameter);
  }

  /** The axis along which the first of these that is a distribution lies, from the end; else the last. */
  axisOf(...parameters: readonly string[]): number {
    for (const parameter of parameters) {
      const value = this.#values[parameter];
      const axis = isVariable(value) ? axes.get(value) : undefined;
      if (axis !== undefined) return axis;
      if (isDistribution(value)) return Math.min(-1, value.axis - value.logits.shape.length);
    }
    return -1;
  }
}
