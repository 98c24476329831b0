import type { AnyTensor, Steps, Tensor } from "../../model/index.ts";
import type { Pass } from "../fold.ts";
import { kernels } from "../kernels.ts";
import { BLOCK } from "../limits.ts";
import type { Layout } from "../shape.ts";
import { taskCount, type Visit, visitTask } from "../tasks.ts";
import { inParallel } from "./run.ts";
import { isShared, shared64 } from "./shared.ts";

/** Numbers of a block's part: what `Kernels.fold` leaves. */
export const PART = 4;

/** Elements a row below which its part weighs too much against its elements. */
const SHORTEST_ROW = 16;

/** Folds blocks to their parts. */
export interface FoldJob {
  readonly kind: "fold";
  readonly x: Pick<Tensor, "dtype" | "data">;
  readonly layout: Layout;
  readonly tau: number;
  readonly pass: Pass;
  /** PART numbers a block, row after row. */
  readonly parts: Float64Array;
}

/** Makes the part of each block that it sees; `part` is only lent. */
export function eachPart(tau: number, pass: Pass, use: (row: number, part: Float64Array, first: number) => void): Visit {
  const kernel = kernels(tau);
  const part = new Float64Array(PART);
  return (row, data, start, end, first) => {
    kernel[pass](data, start, end, tau, part);
    use(row, part, first);
  };
}

export function foldTask({ x, layout, tau, pass, parts }: FoldJob): (task: number) => void {
  const blocks = Math.ceil(layout.n / BLOCK);
  const visit = eachPart(tau, pass, (row, part, first) => parts.set(part, (row * blocks + first / BLOCK) * PART));
  return (task) => visitTask(x, layout, task, visit);
}

/** The parts of all blocks, row after row, made on several threads; null where that is not done. */
export function* foldTogether(z: AnyTensor, layout: Layout, tau: number, pass: Pass): Steps<Float64Array | null> {
  if (!isShared(z) || layout.n < SHORTEST_ROW) return null;
  const parts = shared64(layout.rows * Math.ceil(layout.n / BLOCK) * PART);
  const job: FoldJob = { kind: "fold", x: { dtype: z.dtype, data: z.data }, layout, tau, pass, parts };
  return (yield* inParallel({ job, tasks: taskCount(layout), run: foldTask(job) })) ? parts : null;
}
