import { type AnyTensor, done, type Steps, type Tensor } from "../../model/index.ts";
import { candidatesOf, entropyOf, probabilitiesOf } from "./mass.ts";
import { editRows } from "./rows.ts";
import { inRange, type Rules, settle } from "./rules.ts";

/** Below this vLLM samples greedily (_SAMPLING_EPS). */
const VLLM_GREEDY = 1e-5;

/**
 * z / t. transformers (TemperatureLogitsWarper) takes t > 0 only; in llama.cpp (llama_sampler_temp_impl) t ≤ 0 leaves the first
 * maximum alone; in vLLM so does t from 0 to 1e-5. Removed entries stay removed for any t. Throws Domain.
 */
export function* temperature(z: AnyTensor, t: number, rules: Rules = {}): Steps<Tensor> {
  const { dialect } = settle(rules);
  if (dialect === "hf") inRange("t", t, t > 0, "above 0", dialect);
  else if (dialect === "vllm") inRange("t", t, t >= 0, "0 or more", dialect);
  else inRange("t", t, t === t, "a number");
  const greedy = dialect === "vllm" ? t < VLLM_GREEDY : t <= 0;
  return yield* editRows(z, (row) => {
    if (greedy) keepFirstMaximum(row);
    else scale(row, t);
    return done(undefined);
  });
}

/**
 * llama.cpp's dynamic temperature (llama_sampler_temp_ext): T = lo + (hi − lo)·(H / ln n)^exponent between lo = max(0, t − delta) and
 * hi = t + delta, with H the entropy of the n entries that are left. delta ≤ 0 is plain temperature; one entry stays as it is.
 */
export function* dynatemp(z: AnyTensor, t: number, delta: number, exponent = 1): Steps<Tensor> {
  for (const [name, x] of Object.entries({ t, delta, exponent })) inRange(name, x, x === x, "a number");
  if (!(delta > 0)) return yield* temperature(z, t, { dialect: "llama.cpp" });
  const low = Math.max(0, t - delta);
  return yield* editRows(z, (row) => {
    const n = candidatesOf(row);
    const p = probabilitiesOf(row);
    if (!p || n <= 1) return done(undefined);
    const chosen = low + (t + delta - low) * Math.min(1, entropyOf(p) / Math.log(n)) ** exponent;
    if (chosen <= 0) keepFirstMaximum(row);
    else scale(row, chosen);
    return done(undefined);
  });
}

function scale(row: Float64Array, t: number): void {
  for (let i = 0; i < row.length; i++) if (row[i] !== Number.NEGATIVE_INFINITY) row[i] = (row[i] as number) / t;
}

/** A row with a NaN stays as it is: it has no maximum. */
function keepFirstMaximum(row: Float64Array): void {
  let best = 0;
  for (let i = 0; i < row.length; i++) {
    if (row[i] !== row[i]) return;
    if ((row[i] as number) > (row[best] as number)) best = i;
  }
  for (let i = 0; i < row.length; i++) if (i !== best) row[i] = Number.NEGATIVE_INFINITY;
}
