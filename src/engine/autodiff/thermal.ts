import { fail, type Steps } from "../../model/index.ts";
import { div, mul, sub, unary } from "./elementwise.ts";
import { logsumexp, sum } from "./reductions.ts";
import { reshape } from "./shapes.ts";
import { softmax } from "./softmax.ts";
import { lift, type Operand, type Variable } from "./variable.ts";

/** As Thermo. */
export interface ThermoVariables {
  readonly logZ: Variable;
  readonly F: Variable;
  readonly U: Variable;
  readonly S: Variable;
  readonly C: Variable;
  readonly p: Variable;
}

/** As thermo, with derivatives by the energies and the temperature. Throws Domain for the limits T = 0 and Infinity, where there are none. */
export function* thermo(operand: Operand, temperature: Operand): Steps<ThermoVariables> {
  const energies = yield* lift(operand);
  const T = yield* lift(temperature);
  for (const t of T.value.data)
    if (!(t > 0 && t < Number.POSITIVE_INFINITY)) fail("Domain", `a derivative needs a T above 0 and finite, got ${t}`);
  const scaled = yield* unary(yield* div(energies, T), "neg");
  const p = yield* softmax(scaled);
  const logZ = (yield* logsumexp(scaled)).value;
  const F = yield* unary(yield* mul(T, logZ), "neg");
  const U = yield* sum(yield* mul(p, energies), -1);
  const gaps = yield* sub(energies, yield* reshape(U, [...U.shape, 1]));
  const spread = yield* sum(yield* mul(p, yield* unary(gaps, "square")), -1);
  return { logZ, F, U, S: yield* div(yield* sub(U, F), T), C: yield* div(spread, yield* unary(T, "square")), p };
}
