import type { AnyTensor, ChunkSource, Dtype, FloatArray, Steps } from "../model/index.ts";
import { sizeOf } from "../model/index.ts";
import { type BinaryOp, binary, loopOf2 } from "./binary.ts";
import { broadcastShapes, broadcastTo, constant } from "./broadcast.ts";
import { checkedSize } from "./limits.ts";
import { type Operand, resultDtype } from "./promotion.ts";
import { store } from "./rounding.ts";
import { borrow64, giveBack } from "./scratch.ts";
import { collect, lazyOf } from "./source.ts";
import { loopOf, type UnaryOp, unary } from "./unary.ts";

/** Elements that an in-memory chain works on at a time: few enough for the inner caches. */
const TILE = 8_192;

/** A loop over the operands' chunks; its result stands in the first of them. */
type Loop = (operands: readonly Float64Array[], length: number) => void;

/** A fused step of a lazy chain: reads its operands' chunks, works on them in float64, and rounds to the dtype. */
class Fused implements ChunkSource {
  constructor(
    private readonly dtype: Dtype,
    private readonly operands: readonly ChunkSource[],
    private readonly loop: Loop,
  ) {}

  *read(start: number, end: number, out: FloatArray): Steps<void> {
    const length = end - start;
    const buffers = this.operands.map(() => borrow64(length));
    for (let i = 0; i < buffers.length; i++) yield* (this.operands[i] as ChunkSource).read(start, end, buffers[i] as Float64Array);
    this.loop(buffers, length);
    store(this.dtype, buffers[0] as Float64Array, length, out, 0);
    giveBack(...buffers);
  }
}

/** Applies `loop` to the operands broadcast together: lazily where one of them is lazy, else in memory. Throws Shape, TooLarge. */
export function* fuse(operands: readonly Operand[], dtype: Dtype, loop: Loop): Steps<AnyTensor> {
  const tensors = operands.filter((x) => typeof x !== "number");
  const shape = tensors.reduce<readonly number[]>((all, x) => broadcastShapes(all, x.shape), []);
  const lazy = tensors.some((x) => x.kind === "lazy");
  if (!lazy) checkedSize(shape);
  const sources: ChunkSource[] = [];
  for (const x of operands) sources.push(typeof x === "number" ? constant(x) : yield* broadcastTo(x, shape));
  const result = lazyOf(dtype, shape, new Fused(dtype, sources, loop), labelsOf(tensors, shape));
  return lazy ? result : yield* collect(result, Math.min(TILE, Math.max(1, sizeOf(shape))));
}

/** The first operand's labels that still name the last axis. */
function labelsOf(tensors: readonly AnyTensor[], shape: readonly number[]): readonly string[] | undefined {
  const last = shape.at(-1) ?? 1;
  return tensors.find((x) => x.labels?.length === last && (x.shape.at(-1) ?? 1) === last)?.labels;
}

/** op of every element. float dtypes stay (rounded to their grid); int32 and bool as the operation says. */
export function* mapUnary(x: AnyTensor | number, op: UnaryOp | ((v: number) => number)): Steps<AnyTensor> {
  const kind = typeof op === "function" ? "float" : unary[op].kind;
  const loop = typeof op === "function" ? loopOf(op) : unary[op].loop;
  return yield* fuse([x], resultDtype(kind, [x]), ([a], n) => loop(a as Float64Array, n));
}

/**
 * op of every pair, broadcasting as NumPy. A number takes the tensor's dtype (float64 with int32 or bool unless both are whole);
 * two tensors take the wider. Throws Shape naming both shapes.
 */
export function* mapBinary(
  a: AnyTensor | number,
  b: AnyTensor | number,
  op: BinaryOp | ((x: number, y: number) => number),
): Steps<AnyTensor> {
  const kind = typeof op === "function" ? "float" : binary[op].kind;
  const loop = typeof op === "function" ? loopOf2(op) : binary[op].loop;
  return yield* fuse([a, b], resultDtype(kind, [a, b]), ([x, y], n) => loop(x as Float64Array, y as Float64Array, n));
}

/** a where cond is non-zero, else b; all three broadcast. */
export function* where(cond: AnyTensor | number, a: AnyTensor | number, b: AnyTensor | number): Steps<AnyTensor> {
  return yield* fuse([a, b, cond], resultDtype("same", [a, b]), ([x, y, c], n) =>
    choose(x as Float64Array, y as Float64Array, c as Float64Array, n),
  );
}

function choose(a: Float64Array, b: Float64Array, cond: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) if (cond[i] === 0) a[i] = b[i] as number;
}

/** x limited to lo … hi, as numpy.clip: hi wins where they cross, NaN stays. */
export function* clip(x: AnyTensor | number, lo: AnyTensor | number, hi: AnyTensor | number): Steps<AnyTensor> {
  return yield* mapBinary(yield* mapBinary(x, lo, "max"), hi, "min");
}
