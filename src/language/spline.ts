import { fail } from "../model/index.ts";

/**
 * The cubic spline through (x, y), not-a-knot at both ends, at the places `at`: as scipy.interpolate.CubicSpline and
 * make_interp_spline(k = 3). Two points give a line, three a parabola. Throws Shape, Domain where x does not rise.
 */
export function splineAt(x: readonly number[], y: readonly number[], at: ArrayLike<number>): Float64Array {
  if (x.length !== y.length) fail("Shape", `y must have one value for each of the ${x.length} places x, got ${y.length}.`);
  if (x.length < 2) fail("Domain", `x must have at least two places, got ${x.length}.`);
  const fall = x.findIndex((value, i) => i > 0 && !(value > at0(x, i - 1)));
  if (fall > 0) fail("Domain", `x must rise from point to point, got ${x[fall]} after ${x[fall - 1]}.`);
  const slopes = slopesOf(x, y);
  return Float64Array.from({ length: at.length }, (_, i) => hermite(x, y, slopes, at[i] ?? Number.NaN));
}

function at0(list: ArrayLike<number>, i: number): number {
  return list[i] ?? 0;
}

/** The piece that t lies in, by its two ends' values and slopes; the end pieces reach beyond the points. */
function hermite(x: readonly number[], y: readonly number[], slopes: Float64Array, t: number): number {
  let lo = 0;
  let hi = x.length - 2;
  while (lo < hi) {
    const middle = Math.ceil((lo + hi) / 2);
    if (at0(x, middle) <= t) lo = middle;
    else hi = middle - 1;
  }
  const h = at0(x, lo + 1) - at0(x, lo);
  const s = t - at0(x, lo);
  const chord = (at0(y, lo + 1) - at0(y, lo)) / h;
  const c = (3 * chord - 2 * at0(slopes, lo) - at0(slopes, lo + 1)) / h;
  const d = (at0(slopes, lo) + at0(slopes, lo + 1) - 2 * chord) / (h * h);
  return at0(y, lo) + s * (at0(slopes, lo) + s * (c + s * d));
}

/** The slopes at the points that make the second derivative continuous: a tridiagonal system, its end rows not-a-knot. */
function slopesOf(x: readonly number[], y: readonly number[]): Float64Array {
  const n = x.length;
  const h = Float64Array.from({ length: n - 1 }, (_, i) => at0(x, i + 1) - at0(x, i));
  const chord = Float64Array.from({ length: n - 1 }, (_, i) => (at0(y, i + 1) - at0(y, i)) / at0(h, i));
  if (n === 2) return Float64Array.of(at0(chord, 0), at0(chord, 0));
  if (n === 3) return parabola(h, chord);
  const below = new Float64Array(n);
  const middle = new Float64Array(n);
  const above = new Float64Array(n);
  const right = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    below[i] = at0(h, i);
    middle[i] = 2 * (at0(h, i - 1) + at0(h, i));
    above[i] = at0(h, i - 1);
    right[i] = 3 * (at0(h, i) * at0(chord, i - 1) + at0(h, i - 1) * at0(chord, i));
  }
  const first = notAKnot(at0(h, 0), at0(h, 1), at0(chord, 0), at0(chord, 1));
  const last = notAKnot(at0(h, n - 2), at0(h, n - 3), at0(chord, n - 2), at0(chord, n - 3));
  [middle[0], above[0], right[0]] = first;
  [middle[n - 1], below[n - 1], right[n - 1]] = last;
  return solve(below, middle, above, right);
}

/** The end row: coefficients of the end's slope and its neighbour's, and the right-hand side. */
function notAKnot(h0: number, h1: number, chord0: number, chord1: number): [number, number, number] {
  const both = h0 + h1;
  return [h1, both, ((h0 + 2 * both) * h1 * chord0 + h0 * h0 * chord1) / both];
}

function parabola(h: Float64Array, chord: Float64Array): Float64Array {
  const bend = (at0(chord, 1) - at0(chord, 0)) / (at0(h, 0) + at0(h, 1));
  const start = at0(chord, 0) - bend * at0(h, 0);
  return Float64Array.of(start, start + 2 * bend * at0(h, 0), start + 2 * bend * (at0(h, 0) + at0(h, 1)));
}

/** Thomas's algorithm. */
function solve(below: Float64Array, middle: Float64Array, above: Float64Array, right: Float64Array): Float64Array {
  for (let i = 1; i < right.length; i++) {
    const factor = at0(below, i) / at0(middle, i - 1);
    middle[i] = at0(middle, i) - factor * at0(above, i - 1);
    right[i] = at0(right, i) - factor * at0(right, i - 1);
  }
  for (let i = right.length - 1; i >= 0; i--) right[i] = (at0(right, i) - at0(above, i) * at0(right, i + 1)) / at0(middle, i);
  return right;
}
