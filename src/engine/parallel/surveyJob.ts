import type { AnyTensor, FloatArray, Steps } from "../../model/index.ts";
import { Best } from "../best.ts";
import { kernels } from "../kernels.ts";
import { BLOCK } from "../limits.ts";
import type { Layout } from "../shape.ts";
import { tally } from "../tally.ts";
import { taskCount } from "../tasks.ts";
import { seenBefore } from "./bestJob.ts";
import { type Elements, elementsOf, type Open, walkOf } from "./elements.ts";
import { PART } from "./foldJob.ts";
import { eachOfGroup, type Grouping, groupingOf } from "./groups.ts";
import { inParallel, type Runner } from "./run.ts";
import { shared64 } from "./shared.ts";

/** Entries that a survey keeps of the largest. */
export const KEPT = 64;

/** Numbers of a group's extent: its lowest and highest finite elements, how many are finite, how many entries of `best` count. */
const EXTENT = 4;

/** What one pass over a row can tell at once: its fold at tau 1, its extent, and its largest entries. */
export interface SurveyJob {
  readonly kind: "survey";
  readonly x: Elements;
  readonly layout: Layout;
  readonly grouping: Grouping;
  /** PART numbers a block. */
  readonly parts: Float64Array;
  /** EXTENT numbers a group. */
  readonly extents: Float64Array;
  /** The largest of a group, KEPT values and then KEPT indices; of entries that can't be among the row's largest any may be missing. */
  readonly best: Float64Array;
}

/** Lowest and highest of the finite elements (∞ and −∞ for none), and their number. */
export interface Extent {
  readonly lo: number;
  readonly hi: number;
  readonly count: number;
}

/** What the parts of a survey give together. */
export interface Surveyed {
  readonly parts: Float64Array;
  readonly extent: Extent;
  /** The KEPT largest, sorted as `topk` has them. */
  readonly best: Best;
}

export function surveyRunner(job: SurveyJob, open: Open): Runner {
  const walk = walkOf(job.x, open);
  const kernel = kernels(1);
  const part = new Float64Array(PART);
  const seen = seenBefore(KEPT);
  return {
    run: (group) => {
      const all = seen(group);
      const gauge = new Gauge();
      const own = new Best(KEPT);
      eachOfGroup(job.grouping, group, (task) =>
        walk.visit(job.layout, task, (_, data, start, end, first) => {
          kernel.fold(data, start, end, 1, part);
          job.parts.set(part, (first / BLOCK) * PART);
          gauge.absorb(data, start, end, part);
          if (mayHold(all, part)) all.offerBlock(data, start, end, first, own);
        }),
      );
      job.extents.set([gauge.lo, gauge.hi, gauge.count, own.size], group * EXTENT);
      job.best.set(own.values, 2 * group * KEPT);
      job.best.set(own.indices, (2 * group + 1) * KEPT);
    },
    close: walk.close,
  };
}

/** Whether a block with this part may have an entry among the best. With a NaN it may. */
function mayHold(best: Best, part: Float64Array): boolean {
  return best.size < best.k || !((part[0] as number) <= (best.values[0] as number)) || Number.isNaN(part[1]);
}

/** Takes the extent of a group's blocks. */
class Gauge {
  lo = Infinity;
  hi = -Infinity;
  count = 0;
  private readonly tally = tally();

  absorb(data: FloatArray, start: number, end: number, part: Float64Array): void {
    const least = this.tally.lowest(data, start, end);
    const most = part[0] as number;
    if (most < Infinity && least > -Infinity && !Number.isNaN(part[1])) this.take(least, most, end - start);
    else for (let i = start; i < end; i++) if (Number.isFinite(data[i])) this.take(data[i] as number, data[i] as number, 1);
  }

  private take(least: number, most: number, count: number): void {
    if (least < this.lo) this.lo = least;
    if (most > this.hi) this.hi = most;
    this.count += count;
  }
}

/** Surveys a row on several threads; null where that is not done. */
export function* surveyTogether(x: AnyTensor, layout: Layout): Steps<Surveyed | null> {
  const found = elementsOf(x, layout);
  if (!found) return null;
  const grouping = groupingOf(taskCount(layout));
  const parts = shared64(Math.ceil(layout.n / BLOCK) * PART);
  const extents = shared64(grouping.groups * EXTENT);
  const best = shared64(2 * grouping.groups * KEPT);
  const job: SurveyJob = { kind: "survey", x: found.elements, layout, grouping, parts, extents, best };
  if (!(yield* inParallel({ job, tasks: grouping.groups, start: () => surveyRunner(job, found.open) }))) return null;
  return { parts, extent: extentOf(extents), best: bestOf(job) };
}

function extentOf(extents: Float64Array): Extent {
  let [lo, hi, count] = [Infinity, -Infinity, 0];
  for (let at = 0; at < extents.length; at += EXTENT) {
    lo = Math.min(lo, extents[at] as number);
    hi = Math.max(hi, extents[at + 1] as number);
    count += extents[at + 2] as number;
  }
  return { lo, hi, count };
}

function bestOf({ grouping, extents, best }: SurveyJob): Best {
  const all = new Best(KEPT);
  for (let group = 0; group < grouping.groups; group++) {
    const values = 2 * group * KEPT;
    for (let i = 0; i < (extents[group * EXTENT + 3] as number); i++)
      all.offer(best[values + i] as number, best[values + KEPT + i] as number);
  }
  all.sort();
  return all;
}
