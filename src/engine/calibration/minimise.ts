import type { Steps } from "../../model/index.ts";

export interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

type Objective = (x: Float64Array) => Steps<{ readonly value: number; readonly gradient: Float64Array }>;

interface Update {
  readonly s: Float64Array;
  readonly y: Float64Array;
}

const MEMORY = 10;
const ITERATIONS = 500;

/** A minimum of a smooth convex function by L-BFGS with backtracking; where there is none, the point after ITERATIONS steps. */
export function* minimise(f: Objective, start: Float64Array): Steps<Point> {
  let at: Point = { x: start, ...(yield* f(start)) };
  const updates: Update[] = [];
  for (let i = 0; i < ITERATIONS && largest(at.gradient) > 1e-12; i++) {
    const next = yield* lineSearch(f, at, descent(at.gradient, updates));
    if (!next) break;
    const s = next.x.map((x, j) => x - (at.x[j] as number));
    const y = next.gradient.map((g, j) => g - (at.gradient[j] as number));
    if (dot(s, y) > 0) updates.push({ s, y });
    if (updates.length > MEMORY) updates.shift();
    at = next;
  }
  return at;
}

/** −H·gradient for the inverse Hessian that the updates tell of: the two-loop recursion (Nocedal 1980). */
function descent(gradient: Float64Array, updates: readonly Update[]): Float64Array {
  const d = gradient.map((g) => -g);
  const alphas = updates.map(() => 0);
  for (let i = updates.length - 1; i >= 0; i--) {
    const { s, y } = updates[i] as Update;
    alphas[i] = dot(s, d) / dot(s, y);
    add(d, y, -(alphas[i] as number));
  }
  const last = updates.at(-1);
  const scale = last ? dot(last.s, last.y) / dot(last.y, last.y) : 1 / Math.max(1, largest(gradient));
  for (let j = 0; j < d.length; j++) d[j] = (d[j] as number) * scale;
  for (const [i, { s, y }] of updates.entries()) add(d, s, (alphas[i] as number) - dot(y, d) / dot(s, y));
  return d;
}

/** The first of the points 1, 1/2, 1/4 … along d that gains enough (Armijo); undefined where rounding leaves nothing to gain. */
function* lineSearch(f: Objective, at: Point, d: Float64Array): Steps<Point | undefined> {
  const slope = dot(at.gradient, d);
  for (let t = 1; slope < 0 && t > 1e-12; t /= 2) {
    const x = at.x.map((value, j) => value + t * (d[j] as number));
    const next = { x, ...(yield* f(x)) };
    if (next.value < at.value && next.value <= at.value + 1e-4 * t * slope) return next;
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
}

function add(a: Float64Array, b: Float64Array, scale: number): void {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) + scale * (b[i] as number);
}

function largest(a: Float64Array): number {
  return a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}
