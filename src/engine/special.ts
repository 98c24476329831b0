/** log(1 − eˣ) for x ≤ 0, as scipy.special.log1mexp; NaN for x > 0. Mächler's split at −log 2. */
export function log1mexp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log sigmoid(x), without overflow. */
export function logSigmoid(x: number): number {
  return x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));
}

/** log(p / (1 − p)); NaN outside [0, 1]. Accurate near 1/2, where the quotient is close to 1. */
export function logit(p: number): number {
  if (p > 0.25 && p < 0.75) return Math.log1p((2 * p - 1) / (1 - p));
  return Math.log(p / (1 - p));
}

/** log(1 + eˣ). */
export function softplus(x: number): number {
  return -logSigmoid(-x);
}

/** −x log x; 0 at 0, −∞ below, NaN for NaN (scipy.special.entr). */
export function entr(x: number): number {
  if (x > 0) return -x * Math.log(x);
  if (x === 0) return 0;
  return x < 0 ? -Infinity : Number.NaN;
}

/** x log y with 0 for x = 0 unless y is NaN (scipy.special.xlogy). */
export function xlogy(x: number, y: number): number {
  return x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y);
}

/** x log(1 + y) with 0 for x = 0 unless y is NaN. */
export function xlog1py(x: number, y: number): number {
  return x === 0 && !Number.isNaN(y) ? 0 : x * Math.log1p(y);
}

/** x log(x / y) for x, y > 0; 0 for x = 0, y ≥ 0; else +∞ (scipy.special.rel_entr). */
export function relEntr(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x > 0 && y > 0) return relative(x, y);
  return x === 0 && y >= 0 ? 0 : Infinity;
}

function relative(x: number, y: number): number {
  const ratio = x / y;
  // Near 1 the logarithm of a rounded quotient loses digits that log1p of the exact difference keeps.
  if (ratio > 0.5 && ratio < 2) return x * Math.log1p((x - y) / y);
  if (ratio > 0 && ratio < Infinity) return x * Math.log(ratio);
  return x * (Math.log(x) - Math.log(y));
}

/** rel_entr(x, y) − x + y (scipy.special.kl_div). */
export function klDiv(x: number, y: number): number {
  const relative = relEntr(x, y);
  return relative === Infinity ? relative : relative - x + y;
}

/** log(eˣ + e^y). */
export function logaddexp(x: number, y: number): number {
  if (x === y) return x + Math.LN2;
  const m = Math.max(x, y);
  return m + Math.log1p(Math.exp(Math.min(x, y) - m));
}

/** x − y·⌊x / y⌋, x for y = 0: mathjs's mod. */
export function modulo(x: number, y: number): number {
  if (y === 0) return x;
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}

/** Nearest whole number, halves away from zero. */
export function roundAway(x: number): number {
  const size = Math.abs(x);
  const whole = Math.floor(size);
  const rounded = size - whole >= 0.5 ? whole + 1 : whole;
  return x < 0 ? -rounded : rounded;
}

export function fix(x: number): number {
  return Math.trunc(x);
}
