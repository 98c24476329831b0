import { fail, type Steps, type Tensor } from "../../model/index.ts";
import { notNegative } from "../forecasts.ts";
import { progress, tensorOf } from "../source.ts";
import { checkTokens, rowsOf } from "./rows.ts";

/**
 * The probability of drawing these indices in this order without replacement: Π p_i / (what is left before it). p holds weights, which
 * need not sum to 1; one row of p serves every row of indices, and one row of indices every row of p. An index that comes twice has
 * probability 0. Throws Domain, Shape.
 */
export function* plackettLuce(p: Tensor, indices: Tensor): Steps<Tensor> {
  const weights = rowsOf(p.shape);
  const draws = rowsOf(indices.shape);
  p.data.forEach(notNegative("p"));
  if (weights.rows !== draws.rows && weights.rows !== 1 && draws.rows !== 1) {
    fail("Shape", `${draws.rows} rows of indices for ${weights.rows} rows of probabilities`);
  }
  const rows = Math.min(weights.rows, draws.rows) === 0 ? 0 : Math.max(weights.rows, draws.rows);
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = (which: { n: number; rows: number }): number => (which.rows === 1 ? 0 : row * which.n);
    const chosen = Array.from(indices.data.subarray(at(draws), at(draws) + draws.n));
    checkTokens(chosen, weights.n, "indices");
    out[row] = ordered(p.data.subarray(at(weights), at(weights) + weights.n), chosen);
    yield progress(row + 1, rows);
  }
  return tensorOf("float64", (weights.rows === rows ? p : indices).shape.slice(0, -1), out);
}

/** What is left is summed from the end, so that nothing cancels. */
function ordered(p: ArrayLike<number>, chosen: readonly number[]): number {
  const drawn = new Set(chosen);
  if (drawn.size < chosen.length) return 0;
  let left = 0;
  for (let i = 0; i < p.length; i++) if (!drawn.has(i)) left += p[i] as number;
  let product = 1;
  for (const index of chosen.toReversed()) {
    const weight = p[index] as number;
    left += weight;
    product *= weight === 0 ? 0 : weight / left;
  }
  return product;
}
