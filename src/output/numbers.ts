import { fromJsonNumber, type JsonNumber } from "../model/index.ts";

const BARE = /\B(?=(\d{3})+(?!\d))/g;

/** A whole number with thousands separators: 151,936. */
export function counted(n: number): string {
  return String(Math.round(n)).replace(BARE, ",");
}

/** "1 entry", "151,936 entries". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${counted(n)} ${n === 1 ? one : many}`;
}

/** A number as one reads it, to `digits` significant digits: 0.39, 12.5, 151,936, 2.2e-16, NaN, ∞. */
export function readable(x: JsonNumber, digits = 3): string {
  const value = fromJsonNumber(x);
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return value < 0 ? `-${counted(size)}` : counted(size);
  if (size < 1e-4 || size >= 1e7) return trimmed(value.toExponential(digits - 1));
  const rounded = Number(value.toPrecision(digits));
  return Math.abs(rounded) >= 1e4 ? `${rounded < 0 ? "-" : ""}${counted(Math.abs(rounded))}` : String(rounded);
}

function trimmed(exponential: string): string {
  return exponential.replace(/\.?0+e/, "e").replace("e+", "e");
}

/** A share of 1 in per cent; never rounded to a false 0 % or 100 %. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "NaN %";
  const value = share * 100;
  if (value <= 0) return "0 %";
  if (value < 0.01) return "< 0.01 %";
  if (value >= 99.995) return share >= 1 - 1e-6 ? "100 %" : "> 99.99 %";
  const digits = value < 1 || value > 99.5 ? 2 : value < 10 ? 1 : 0;
  return `${String(Number(value.toFixed(digits)))} %`;
}

/** The finite number, or null for what no scale can place. */
export function finiteOrNull(x: JsonNumber): number | null {
  return typeof x === "number" && Number.isFinite(x) ? x : null;
}

/** A probability within two decimals, for narrow places: 0.39, 1; empty below 0.005. */
export function twoDecimals(p: number): string {
  return p < 0.005 ? "" : String(Number(p.toFixed(2)));
}

/** Two significant digits, small numbers in powers of ten: 0.39, 3.6e-4. */
export function brief(x: number): string {
  return x !== 0 && Math.abs(x) < 1e-3 ? trimmed(x.toExponential(1)) : readable(x, 2);
}

/** The smallest of some round numbers × 10ᵏ that is not below `x`; 1 for what has no size. */
export function roundUp(x: number): number {
  if (!(x > 0) || !Number.isFinite(x)) return 1;
  const decade = 10 ** Math.floor(Math.log10(x));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((s) => s * decade >= x * (1 - 1e-12)) ?? 10;
  return step * decade;
}

/** Shape as it is written: [2, 3]. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
