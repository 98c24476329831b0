import type { AnyTensor, Steps } from "../../model/index.ts";
import type { Pass } from "../fold.ts";
import { kernels } from "../kernels.ts";
import { BLOCK } from "../limits.ts";
import type { Layout } from "../shape.ts";
import { taskCount } from "../tasks.ts";
import { type Elements, elementsOf, type Open, walkOf } from "./elements.ts";
import { inParallel, type Runner } from "./run.ts";
import { shared64 } from "./shared.ts";

/** Numbers of a block's part: what `Kernels.fold` leaves. */
export const PART = 4;

/** Elements a row below which its part weighs too much against its elements. */
const SHORTEST_ROW = 16;

/** Folds blocks to their parts. */
export interface FoldJob {
  readonly kind: "fold";
  readonly x: Elements;
  readonly layout: Layout;
  readonly tau: number;
  readonly pass: Pass;
  /** PART numbers a block, row after row. */
  readonly parts: Float64Array;
}

export function foldRunner({ x, layout, tau, pass, parts }: FoldJob, open: Open): Runner {
  const walk = walkOf(x, open);
  const kernel = kernels(tau);
  const blocks = Math.ceil(layout.n / BLOCK);
  const part = new Float64Array(PART);
  return {
    run: (task) =>
      walk.visit(layout, task, (row, data, start, end, first) => {
        kernel[pass](data, start, end, tau, part);
        parts.set(part, (row * blocks + first / BLOCK) * PART);
      }),
    close: walk.close,
  };
}

/** The parts of all blocks, row after row, made on several threads; null where that is not done. */
export function* foldTogether(z: AnyTensor, layout: Layout, tau: number, pass: Pass): Steps<Float64Array | null> {
  const found = layout.n < SHORTEST_ROW ? null : elementsOf(z, layout);
  if (!found) return null;
  const parts = shared64(layout.rows * Math.ceil(layout.n / BLOCK) * PART);
  const job: FoldJob = { kind: "fold", x: found.elements, layout, tau, pass, parts };
  const start = (): Runner => foldRunner(job, found.open);
  return (yield* inParallel({ job, tasks: taskCount(layout), start, repeatable: true })) ? parts : null;
}
