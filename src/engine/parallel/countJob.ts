import type { AnyTensor, Steps } from "../../model/index.ts";
import type { Layout } from "../shape.ts";
import { type Bins, tally } from "../tally.ts";
import { taskCount } from "../tasks.ts";
import { type Elements, elementsOf, type Open, walkOf } from "./elements.ts";
import { eachOfGroup, type Grouping, groupingOf } from "./groups.ts";
import { inParallel, type Runner } from "./run.ts";

/** Counts elements into bins. */
export interface CountJob {
  readonly kind: "count";
  readonly x: Elements;
  readonly layout: Layout;
  readonly bins: Bins;
  readonly grouping: Grouping;
  /** A count a bin, group after group. */
  readonly counts: Uint32Array;
}

export function countRunner({ x, layout, bins, grouping, counts }: CountJob, open: Open): Runner {
  const walk = walkOf(x, open);
  const counter = tally().counter(bins);
  return {
    run: (group) => {
      // It may be done again, after a thread that died half way.
      const own = counts.subarray(group * bins.count, (group + 1) * bins.count).fill(0);
      eachOfGroup(grouping, group, (task) => walk.visit(layout, task, (_, data, start, end) => counter.add(data, start, end)));
      counter.moveTo(own);
    },
    close: walk.close,
  };
}

/** How many elements of a row lie in each bin, counted on several threads; null where that is not done. */
export function* countTogether(x: AnyTensor, layout: Layout, bins: Bins): Steps<Float64Array | null> {
  const found = elementsOf(x, layout);
  if (!found) return null;
  const grouping = groupingOf(taskCount(layout));
  const counts = new Uint32Array(new SharedArrayBuffer(4 * grouping.groups * bins.count));
  const job: CountJob = { kind: "count", x: found.elements, layout, bins, grouping, counts };
  if (!(yield* inParallel({ job, tasks: grouping.groups, start: () => countRunner(job, found.open) }))) return null;
  const totals = new Float64Array(bins.count);
  for (const [i, n] of counts.entries()) totals[i % bins.count] = (totals[i % bins.count] as number) + n;
  return totals;
}
