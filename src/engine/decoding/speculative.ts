import { type AnyTensor, fail, type Steps, type Tensor } from "../../model/index.ts";
import { mapBinary } from "../elementwise.ts";
import { notNegative } from "../forecasts.ts";
import type { Key } from "../philox.ts";
import { rand } from "../random.ts";
import { reduce } from "../reduce.ts";
import { shapeText } from "../shape.ts";
import { materialise, tensorOf } from "../source.ts";
import { drawFrom } from "./draw.ts";
import { checkTokens } from "./rows.ts";
import { checkWeights } from "./sample.ts";

export interface Speculation {
  /** min(1, p / q): the chance that a draft of this token is accepted. 0 where p is 0. */
  readonly accept: Tensor;
  /** max(p − q, 0), not normalised: what a rejected draft is drawn from instead. Sums to 1 − rate. */
  readonly residual: Tensor;
  /** Σ min(p, q), one per row: the chance that a draft is accepted. */
  readonly rate: Tensor;
}

/** Speculative sampling of a target p from a draft q (Leviathan, Kalman and Matias, 2022; Chen et al., 2023). Throws Domain below 0, Shape. */
export function* speculative(p: AnyTensor, q: AnyTensor): Steps<Speculation> {
  const [inP, inQ] = [notNegative("p"), notNegative("q")];
  const map = function* (f: (x: number, y: number) => number): Steps<Tensor> {
    return yield* materialise(yield* mapBinary(p, q, (x, y) => f(inP(x), inQ(y))));
  };
  const least = yield* map(Math.min);
  return {
    accept: yield* map((x, y) => (x === 0 ? 0 : x === x && y === y ? Math.min(1, x / y) : Number.NaN)),
    residual: yield* map((x, y) => Math.max(x - y, 0)),
    rate: yield* reduce(least, "sum", { dim: -1 }),
  };
}

/**
 * Verifies a draft (γ tokens, γ rows of q that they were drawn from) against γ + 1 rows of the target p: the tokens accepted, then one
 * more, drawn from the residual at the first rejection or from the last row of p. int32. Throws Shape, Domain.
 */
export function* speculativeVerify(draft: readonly number[], p: Tensor, q: Tensor, key: Key): Steps<Tensor> {
  const n = p.shape.at(-1) ?? 1;
  checkShapes(draft, p, q, n);
  checkTokens(draft, n, "draft");
  const chances = (yield* rand([draft.length + 1], key)).data;
  const rowOf = (t: Tensor, row: number): Float64Array => Float64Array.from(t.data.subarray(row * n, (row + 1) * n));
  const out: number[] = [];
  for (const [i, token] of draft.entries()) {
    const [target, proposed] = [rowOf(p, i), rowOf(q, i)];
    if ((chances[i] as number) * (proposed[token] as number) < (target[token] as number)) out.push(token);
    else return tokens([...out, drawn(residualOf(target, proposed), chances[draft.length] as number)]);
  }
  return tokens([...out, drawn(rowOf(p, draft.length), chances[draft.length] as number)]);
}

function checkShapes(draft: readonly number[], p: Tensor, q: Tensor, n: number): void {
  const rows = p.data.length / Math.max(n, 1);
  if (n === 0 || p.shape.length > 2 || rows !== draft.length + 1) {
    fail("Shape", `p needs a row for each of the ${draft.length} tokens of the draft and one more, got shape ${shapeText(p.shape)}`);
  }
  if (q.data.length !== draft.length * n || (draft.length > 0 && q.shape.at(-1) !== n)) {
    fail("Shape", `q needs ${draft.length} rows of ${n} entries, got shape ${shapeText(q.shape)}`);
  }
}

/** p itself where rounding leaves nothing. */
function residualOf(target: Float64Array, proposed: Float64Array): Float64Array {
  const residual = target.map((x, i) => Math.max(x - (proposed[i] as number), 0));
  return residual.some((x) => x > 0) ? residual : target;
}

function drawn(weights: Float64Array, u: number): number {
  checkWeights(weights);
  return drawFrom(weights, u);
}

function tokens(list: readonly number[]): Tensor {
  return tensorOf("int32", [list.length], Int32Array.from(list));
}
