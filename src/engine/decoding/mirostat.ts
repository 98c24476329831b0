import { type AnyTensor, fail, type Steps, type Tensor } from "../../model/index.ts";
import type { Key } from "../philox.ts";
import { rand } from "../random.ts";
import { tensorOf } from "../source.ts";
import { drawFrom } from "./draw.ts";
import { falling, probabilitiesOf, remove } from "./mass.ts";
import { editRows, rowsOf } from "./rows.ts";
import { inRange } from "./rules.ts";

export interface MirostatOptions {
  /** Largest surprise allowed now, in bits; starts at 2·tau. */
  readonly mu: number;
  /** Target surprise, bits. */
  readonly tau: number;
  /** Learning rate. */
  readonly eta: number;
  readonly version: 1 | 2;
}

/** One step: the logits that were left, and for each row the token drawn, its surprise in bits, and the next mu. */
export interface MirostatStep {
  readonly logits: Tensor;
  readonly token: Tensor;
  readonly surprise: Tensor;
  readonly mu: Tensor;
}

/** Entries from which version 1 estimates the exponent of Zipf's law. */
const M = 100;

/**
 * Mirostat (Basu et al., 2020) as llama.cpp has it. Version 1 keeps the k entries that Zipf's law, fitted to the 100 largest, gives mu
 * bits of surprise; version 2 keeps those of at most mu bits. A token is drawn from what is left, and mu −= eta·(surprise − tau).
 * A row without a distribution has token −1 and NaN. Throws Domain.
 */
export function* mirostat(z: AnyTensor, options: MirostatOptions, key: Key): Steps<MirostatStep> {
  const { mu, tau, eta, version } = options;
  for (const [name, x] of Object.entries({ mu, tau, eta })) inRange(name, x, x === x, "a number");
  if (version !== 1 && version !== 2) fail("Domain", `version must be 1 or 2, got ${version}`);
  const { rows } = rowsOf(z.shape);
  const chances = (yield* rand([rows], key)).data;
  const token = new Int32Array(rows).fill(-1);
  const surprise = new Float64Array(rows).fill(Number.NaN);
  const logits = yield* editRows(z, function* (row, index) {
    const p = probabilitiesOf(row);
    if (!p) return;
    const order = yield* falling(row);
    const kept = version === 1 ? zipfCount(p, order, mu) : p.reduce((count, x) => (-Math.log2(x) <= mu ? count + 1 : count), 0);
    for (const out of order.subarray(Math.max(kept, 1))) remove(row, out);
    const left = probabilitiesOf(row) ?? p;
    const drawn = drawFrom(left, chances[index] as number);
    token[index] = drawn;
    surprise[index] = -Math.log2(left[drawn] as number);
  });
  const shape = z.shape.slice(0, -1);
  const next = surprise.map((bits) => mu - eta * (bits - tau));
  const perRow = (data: Float64Array): Tensor => tensorOf("float64", shape, data);
  return { logits, token: tensorOf("int32", shape, token), surprise: perRow(surprise), mu: perRow(next) };
}

/** k = (ε·2^mu / (1 − n^−ε))^(1/s), with s = Σ t·b / Σ t², t = log((i+2)/(i+1)), b = log(p_i/p_{i+1}), and ε = s − 1. */
function zipfCount(p: Float64Array, order: Int32Array, mu: number): number {
  let tb = 0;
  let tt = 0;
  for (let i = 0; i < Math.min(M, order.length) - 1; i++) {
    const t = Math.log((i + 2) / (i + 1));
    tb += t * Math.log((p[order[i] as number] as number) / (p[order[i + 1] as number] as number));
    tt += t * t;
  }
  const s = tb / tt;
  const epsilon = s - 1;
  // The limit for ε → 0 of ε / (1 − n^−ε).
  const ratio = epsilon === 0 ? 1 / Math.log(p.length) : epsilon / (1 - p.length ** -epsilon);
  const k = (ratio * 2 ** mu) ** (1 / s);
  return k >= 1 ? Math.floor(Math.min(k, order.length)) : 1;
}
