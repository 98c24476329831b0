import type { Dtype, Steps } from "../../model/index.ts";
import { progress } from "../source.ts";
import { ulpExponent } from "./ulp.ts";

/** Bits after the point. The errors below are 2^-100 of a float64's last place. */
const BITS = 160;
const ONE = 1n << 160n;
/** Below this no probability is left, even a subnormal one. */
const LEAST = -2000;

/** mantissa · 2^(exponent − BITS). */
interface Exact {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** softmax(z) of finite logits in fixed-point integers: the reference against which floating-point ways are measured. */
export function* exactSoftmax(z: Float64Array): Steps<Exact[]> {
  const max = z.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers: Exact[] = [];
  for (const [i, x] of z.entries()) {
    powers.push(x - max < LEAST ? { mantissa: 0n, exponent: 0 } : exp(fixed(x) - fixed(max)));
    if (i % 256 === 255) yield progress(i, z.length);
  }
  const sum = powers.reduce((total, { mantissa, exponent }) => total + (mantissa >> BigInt(-exponent)), 0n);
  return powers.map(({ mantissa, exponent }) => ({ mantissa: (mantissa << BigInt(BITS)) / sum, exponent }));
}

/** |x − p| in units in the last place that `dtype` has at p; NaN and infinities are as far off as can be. */
export function ulpsOff(x: number, p: Exact, dtype: Dtype): number {
  if (!Number.isFinite(x)) return Infinity;
  const leading = p.mantissa === 0n ? -Infinity : p.mantissa.toString(2).length - 1 + p.exponent - BITS;
  const unit = ulpExponent(dtype, leading);
  const gap = fixedAt(x, 64 - unit) - shifted(p.mantissa, p.exponent - BITS + 64 - unit);
  return Number(gap < 0n ? -gap : gap) / 2 ** 64;
}

/** e^d for a fixed-point d ≤ 0. */
function exp(d: bigint): Exact {
  const whole = d / LN2 - 1n;
  const rest = d - whole * LN2;
  let term = ONE;
  let sum = 0n;
  for (let n = 1n; term > 0n; n++) {
    sum += term;
    term = ((term * rest) >> BigInt(BITS)) / n;
  }
  return { mantissa: sum, exponent: Number(whole) };
}

/** log 2 = Σ 1 / (n·2^n). */
const LN2 = ((): bigint => {
  let sum = 0n;
  for (let n = 1n; n <= BigInt(BITS); n++) sum += (ONE >> n) / n;
  return sum;
})();

function fixed(x: number): bigint {
  return fixedAt(x, BITS);
}

const bits = new DataView(new ArrayBuffer(8));

/** ⌊x·2^places⌋ of a finite x. */
function fixedAt(x: number, places: number): bigint {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const size = shifted(biased === 0 ? fraction : fraction | 0x10000000000000n, Math.max(biased, 1) - 1075 + places);
  return x < 0 ? -size : size;
}

function shifted(x: bigint, places: number): bigint {
  return places >= 0 ? x << BigInt(places) : x >> BigInt(-places);
}
