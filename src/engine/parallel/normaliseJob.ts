import type { AnyTensor, Dtype, FloatArray, Steps } from "../../model/index.ts";
import { kernels } from "../kernels.ts";
import { BLOCK } from "../limits.ts";
import { store } from "../rounding.ts";
import type { Layout } from "../shape.ts";
import { taskCount, type Visit } from "../tasks.ts";
import { type Elements, elementsOf, type Open, walkOf } from "./elements.ts";
import { inParallel, type Runner } from "./run.ts";
import { isSharedArray } from "./shared.ts";

export type What = "probabilities" | "logProbabilities";

/** What is to be written of logits, and where. */
export interface Goal {
  readonly what: What;
  readonly dtype: Dtype;
  readonly tau: number;
  readonly layout: Layout;
  /** Largest logit of each row, and l (for log-probabilities log l). */
  readonly peak: Float64Array;
  readonly norm: Float64Array;
  readonly out: FloatArray;
}

export interface NormaliseJob {
  readonly kind: "normalise";
  readonly x: Elements;
  readonly goal: Goal;
}

/** Writes a block's (log-)probabilities where they belong, rounded to the dtype. */
export function writer({ what, dtype, tau, layout, peak, norm, out }: Goal): Visit {
  const kernel = kernels(tau)[what];
  const { n, inner } = layout;
  const half = dtype === "float16" || dtype === "bfloat16";
  const block = half || inner > 1 ? new Float64Array(Math.min(n, BLOCK)) : null;
  return (row, data, start, end, first) => {
    const m = peak[row] as number;
    if (!block) return kernel(data, start, end, tau, m, norm[row] as number, out, row * n + first);
    kernel(data, start, end, tau, m, norm[row] as number, block, 0);
    if (half) store(dtype, block, end - start, block, 0);
    const base = (Math.floor(row / inner) * n + first) * inner + (row % inner);
    for (let i = 0; i < end - start; i++) out[base + i * inner] = block[i] as number;
  };
}

export function normaliseRunner({ x, goal }: NormaliseJob, open: Open): Runner {
  const walk = walkOf(x, open);
  const visit = writer(goal);
  return { run: (task) => walk.visit(goal.layout, task, visit), close: walk.close };
}

/** Writes all of it on several threads; false, having written nothing, where that is not done. */
export function* normaliseTogether(z: AnyTensor, goal: Goal): Steps<boolean> {
  const found = isSharedArray(goal.out) ? elementsOf(z, goal.layout) : null;
  if (!found) return false;
  const job: NormaliseJob = { kind: "normalise", x: found.elements, goal };
  const start = (): Runner => normaliseRunner(job, found.open);
  return yield* inParallel({ job, tasks: taskCount(goal.layout), start });
}
