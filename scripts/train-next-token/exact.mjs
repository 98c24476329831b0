/**
 * Numbers that come out the same on every machine: IEEE + − × ÷ and integer operations only. Math.exp and its kin may
 * differ in the last bit from one engine to the next, and one bit is enough to train another model.
 */

const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
/** 1/n!, highest power first. */
const EXP_TERMS = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(inverseFactorial);
const POWERS = powersOfTwo(-1022, 1023);

/** exp(x) to about an ulp, for x ≥ −708; 0 below. */
export function exp(x) {
  if (x < -708) return 0;
  const k = Math.floor(x / (LN2_HIGH + LN2_LOW) + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 0;
  for (let i = 0; i < EXP_TERMS.length; i++) sum = sum * r + EXP_TERMS[i];
  return sum * POWERS[k + 1022];
}

export function tanh(x) {
  if (x > 20) return 1;
  if (x < -20) return -1;
  return 1 - 2 / (exp(2 * x) + 1);
}

/** ln(x) for x > 0, by Newton's steps on exp. */
export function log(x) {
  let y = 0;
  for (let scaled = x; scaled > 2; scaled /= 2) y += LN2_HIGH + LN2_LOW;
  for (let scaled = x; scaled < 0.5; scaled *= 2) y -= LN2_HIGH + LN2_LOW;
  for (let i = 0; i < 6; i++) y += x / exp(y) - 1;
  return y;
}

/** Uniform draws in [0, 1): mulberry32. */
export function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** About normal, without a logarithm: twelve uniforms less their mean. */
export function normal(uniform) {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += uniform();
  return sum;
}

function inverseFactorial(n) {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return 1 / product;
}

function powersOfTwo(from, to) {
  const powers = new Float64Array(to - from + 1);
  powers[-from] = 1;
  for (let k = 1; k <= to; k++) powers[k - from] = powers[k - from - 1] * 2;
  for (let k = -1; k >= from; k--) powers[k - from] = powers[k - from + 1] / 2;
  return powers;
}
