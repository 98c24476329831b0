import { fail, sizeOf } from "../model/index.ts";

/** One axis, several, or null for all. Negative ones count from the end. */
export type Dim = number | readonly number[] | null;

/** A shape seen along one (possibly merged) axis: element (o, i, j) lies at (o·n + i)·inner + j; row o·inner + j. */
export interface Layout {
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
  readonly rows: number;
}

export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** `dim` as a 0-based axis of `rank` axes. Throws Shape naming dim, what it got and what it takes. */
export function axisOf(dim: number, rank: number): number {
  if (!Number.isInteger(dim)) fail("Shape", `dim must be an integer, got ${dim}`);
  if (rank === 0) {
    if (dim === 0 || dim === -1) return 0;
    fail("Shape", `dim must be 0 or -1 for a scalar, got ${dim}`);
  }
  if (dim < -rank || dim >= rank) fail("Shape", `dim must be from ${-rank} to ${rank - 1} for ${rank} axes, got ${dim}`);
  return dim < 0 ? dim + rank : dim;
}

/** The axes that `dim` names, ascending. Throws Shape for one that is out of range or named twice. */
export function axesOf(dim: Dim, rank: number): number[] {
  if (dim === null) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof dim === "number" ? [dim] : dim;
  const axes = list.map((d) => axisOf(d, rank)).sort((a, b) => a - b);
  if (new Set(axes).size !== axes.length) fail("Shape", `dim names an axis twice: [${list.join(", ")}]`);
  return rank === 0 ? [] : axes;
}

/** The layout along `axis`; a scalar is one row of one element. */
export function layoutOf(shape: readonly number[], axis: number): Layout {
  if (shape.length === 0) return { outer: 1, n: 1, inner: 1, rows: 1 };
  return layoutOfRun(shape, axis, axis + 1);
}

/** The layout along the adjacent axes first … last − 1, taken as one. */
export function layoutOfRun(shape: readonly number[], first: number, last: number): Layout {
  const outer = sizeOf(shape.slice(0, first));
  const inner = sizeOf(shape.slice(last));
  return { outer, n: sizeOf(shape.slice(first, last)), inner, rows: outer * inner };
}

/** What is left of `shape` after reducing `axes`: without them, or with extent 1 where they were. */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepdims = false): number[] {
  if (keepdims) return shape.map((extent, i) => (axes.includes(i) ? 1 : extent));
  return shape.filter((_, i) => !axes.includes(i));
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i] as number;
  }
  return strides;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}
