import type { AnyTensor, Dtype, FloatArray, Steps, Tensor } from "../model/index.ts";
import { allocate, fail } from "../model/index.ts";
import { permute } from "./arrange.ts";
import { eachBlock } from "./blocks.ts";
import { checkedSize } from "./limits.ts";
import { floatOf, store } from "./rounding.ts";
import { axesOf, type Dim, type Layout, layoutOfRun, reducedShape } from "./shape.ts";
import { materialise, tensorOf } from "./source.ts";

export type ReduceOp = "sum" | "prod" | "mean" | "max" | "min" | "variance" | "std";

export interface ReduceOptions {
  /** One axis, several, or null for all. Default null. */
  readonly dim?: Dim;
  readonly keepdims?: boolean | undefined;
  /** variance and std divide by n − correction. Default 1, as mathjs; a single element has variance 0 then. */
  readonly correction?: number | undefined;
}

/** x seen as rows along `dim`, and the shape that one number per row has. Axes that are not neighbours are brought together in memory. */
export function* rowsAlong(x: AnyTensor, dim: Dim, keepdims = false): Steps<{ x: AnyTensor; layout: Layout; shape: number[] }> {
  const axes = axesOf(dim, x.shape.length);
  const shape = reducedShape(x.shape, axes, keepdims);
  const first = axes[0] ?? 0;
  if (axes.every((axis, i) => axis === first + i)) return { x, layout: layoutOfRun(x.shape, first, first + axes.length), shape };
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const turned = permute(yield* materialise(x), [...kept, ...axes]);
  return { x: turned, layout: layoutOfRun(turned.shape, kept.length, turned.shape.length), shape };
}

/** Per-row running results of a reduction. */
interface Running {
  absorb(row: number, data: FloatArray, start: number, end: number): void;
  finish(): Float64Array;
}

/**
 * Reduces along dim. Sums are compensated and in float64; the result has x's float dtype, max and min keep x's dtype, and sums of int32
 * and bool are float64. NaN propagates. Throws Shape for the max or min of no elements.
 */
export function* reduce(x: AnyTensor, op: ReduceOp, options: ReduceOptions = {}): Steps<Tensor> {
  const rows = yield* rowsAlong(x, options.dim ?? null, options.keepdims);
  const { layout } = rows;
  if (layout.n === 0 && layout.rows > 0 && (op === "max" || op === "min"))
    fail("Shape", `${op} of no elements: shape [${x.shape.join(", ")}]`);
  checkedSize([layout.rows]);
  const running = runningOf(op, layout, options.correction ?? 1);
  yield* eachBlock(rows.x, layout, (row, data, start, end) => running.absorb(row, data, start, end));
  return resultOf(running.finish(), op === "max" || op === "min" ? x.dtype : floatOf(x.dtype), rows.shape);
}

/** float64 results as a tensor of `dtype`. */
export function resultOf(values: Float64Array, dtype: Dtype, shape: readonly number[]): Tensor {
  if (dtype === "float64") return tensorOf(dtype, shape, values);
  const data = allocate(dtype, values.length);
  store(dtype, values, values.length, data, 0);
  return tensorOf(dtype, shape, data);
}

function runningOf(op: ReduceOp, layout: Layout, correction: number): Running {
  switch (op) {
    case "sum":
      return new Sum(layout.rows, 1);
    case "mean":
      return new Sum(layout.rows, layout.n);
    case "prod":
      return new Product(layout.rows);
    case "max":
      return new Extreme(layout.rows, 1);
    case "min":
      return new Extreme(layout.rows, -1);
    case "variance":
      return new Variance(layout, correction, false);
    case "std":
      return new Variance(layout, correction, true);
  }
}

class Sum implements Running {
  private readonly sums: Float64Array;
  private readonly lows: Float64Array;
  constructor(
    rows: number,
    private readonly divisor: number,
  ) {
    this.sums = new Float64Array(rows);
    this.lows = new Float64Array(rows);
  }

  absorb(row: number, data: FloatArray, start: number, end: number): void {
    let sum = this.sums[row] as number;
    let low = this.lows[row] as number;
    for (let i = start; i < end; i++) {
      const x = data[i] as number;
      const next = sum + x;
      const back = next - sum;
      low += sum - (next - back) + (x - back);
      sum = next;
    }
    this.sums[row] = sum;
    this.lows[row] = low;
  }

  finish(): Float64Array {
    // An infinite sum leaves NaN in the low part.
    return this.sums.map((sum, i) => (Number.isFinite(sum) ? sum + (this.lows[i] as number) : sum) / this.divisor);
  }
}

class Product implements Running {
  private readonly products: Float64Array;
  constructor(rows: number) {
    this.products = new Float64Array(rows).fill(1);
  }

  absorb(row: number, data: FloatArray, start: number, end: number): void {
    let product = this.products[row] as number;
    for (let i = start; i < end; i++) product *= data[i] as number;
    this.products[row] = product;
  }

  finish(): Float64Array {
    return this.products;
  }
}

class Extreme implements Running {
  private readonly best: Float64Array;
  constructor(
    rows: number,
    private readonly sign: 1 | -1,
  ) {
    this.best = new Float64Array(rows).fill(-Infinity);
  }

  absorb(row: number, data: FloatArray, start: number, end: number): void {
    const sign = this.sign;
    let best = this.best[row] as number;
    for (let i = start; i < end; i++) {
      const x = sign * (data[i] as number);
      // False for NaN on either side, which must then win and stay.
      if (!(x <= best)) best = best === best ? x : best;
    }
    this.best[row] = best;
  }

  finish(): Float64Array {
    return this.best.map((x) => x * this.sign);
  }
}

/** Mean and M2 by blocks, merged as Chan, Golub and LeVeque. */
class Variance implements Running {
  private readonly counts: Float64Array;
  private readonly means: Float64Array;
  private readonly squares: Float64Array;
  constructor(
    layout: Layout,
    private readonly correction: number,
    private readonly root: boolean,
  ) {
    this.counts = new Float64Array(layout.rows);
    this.means = new Float64Array(layout.rows);
    this.squares = new Float64Array(layout.rows);
  }

  absorb(row: number, data: FloatArray, start: number, end: number): void {
    const n = end - start;
    let sum = 0;
    for (let i = start; i < end; i++) sum += data[i] as number;
    const mean = sum / n;
    let squares = 0;
    for (let i = start; i < end; i++) squares += ((data[i] as number) - mean) ** 2;
    const count = this.counts[row] as number;
    const delta = mean - (this.means[row] as number);
    this.counts[row] = count + n;
    this.means[row] = (this.means[row] as number) + (delta * n) / (count + n);
    this.squares[row] = (this.squares[row] as number) + squares + (delta * delta * count * n) / (count + n);
  }

  finish(): Float64Array {
    return this.squares.map((square, row) => {
      const n = this.counts[row] as number;
      const variance = n === 1 && this.correction === 1 ? square : square / (n - this.correction);
      return this.root ? Math.sqrt(variance) : variance;
    });
  }
}
