// Fixed point with this many bits after the point.
const BITS = 192n;
const ONE = 1n << BITS;

/** log 2 = Σ 1/(k·2^k). */
const LN2 = Array.from({ length: Number(BITS) }, (_, k) => ONE / (BigInt(k + 1) << BigInt(k + 1))).reduce((sum, term) => sum + term);

/** A finite double whose last digit is worth 2⁻¹⁹² or more, exactly. */
function fixed(x: number): bigint {
  let places = 0n;
  for (; !Number.isInteger(x); x *= 2) places++;
  return (BigInt(x) << BITS) >> places;
}

/** e^d for d ≤ 0 as mantissa·2^n. */
function exponential(d: bigint): { mantissa: bigint; n: bigint } {
  const n = d / LN2;
  const r = d - n * LN2;
  let term = ONE;
  let mantissa = ONE;
  for (let k = 1n; term !== 0n; k++) {
    term = (term * r) / (k * ONE);
    mantissa += term;
  }
  return { mantissa, n };
}

/** The exponents (z − m)/tau, their exponentials and the sum of those. */
function folded(z: readonly number[], tau: number) {
  const m = fixed(Math.max(...z));
  const d = z.map((x) => ((fixed(x) - m) * ONE) / fixed(tau));
  const e = d.map(exponential);
  return { d, e, sum: e.reduce((total, { mantissa, n }) => total + (mantissa >> -n), 0n) };
}

/** softmax(z / tau) of finite logits, each probability rounded once. */
export function exactSoftmax(z: readonly number[], tau: number): number[] {
  const { e, sum } = folded(z, tau);
  return e.map(({ mantissa, n }) => (Number((mantissa * ONE) / sum) / Number(ONE)) * 2 ** Number(n));
}

/** Log-probabilities of finite logits, each rounded once. */
export function exactLogSoftmax(z: readonly number[], tau: number): number[] {
  const { d, sum } = folded(z, tau);
  const log = logarithm(sum);
  return d.map((exponent) => Number(exponent - log) / Number(ONE));
}

/** log of x ≥ 1: a double's guess, and the series of what that leaves, which is below 2⁻⁴⁰. */
function logarithm(x: bigint): bigint {
  const guess = fixed(Math.log(Number(x) / Number(ONE)));
  const { mantissa, n } = exponential(-guess);
  const rest = (((x * mantissa) >> BITS) >> -n) - ONE;
  let power = ONE;
  let log = guess;
  for (let k = 1n; power !== 0n && k < 8n; k++) {
    power = (power * rest) / ONE;
    log += k % 2n === 1n ? power / k : -power / k;
  }
  return log;
}
