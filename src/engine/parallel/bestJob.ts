import type { AnyTensor, Steps } from "../../model/index.ts";
import { Best } from "../best.ts";
import type { Layout } from "../shape.ts";
import { taskCount } from "../tasks.ts";
import { type Elements, elementsOf, type Open, walkOf } from "./elements.ts";
import { eachOfGroup, type Grouping, groupingOf } from "./groups.ts";
import { inParallel, type Runner } from "./run.ts";
import { shared64 } from "./shared.ts";

/** Entries up to which it pays to search each group for all of them. */
const MOST = 1024;

/** The k largest of each group of a row's tasks. */
export interface BestJob {
  readonly kind: "best";
  readonly x: Elements;
  readonly layout: Layout;
  readonly k: number;
  readonly grouping: Grouping;
  /**
   * Of each group how many there are, then their values and their indices, k of each. Of elements that can't be among the row's largest any
   * may be missing.
   */
  readonly found: Float64Array;
}

export function bestRunner({ x, layout, k, grouping, found }: BestJob, open: Open): Runner {
  const walk = walkOf(x, open);
  const seen = seenBefore(k);
  return {
    run: (group) => {
      const all = seen(group);
      const best = new Best(k);
      eachOfGroup(grouping, group, (task) =>
        walk.visit(layout, task, (_, data, start, end, first) => all.offerBlock(data, start, end, first, best)),
      );
      const at = group * (1 + 2 * k);
      found[at] = best.size;
      found.set(best.values, at + 1);
      found.set(best.indices, at + 1 + k);
    },
    close: walk.close,
  };
}

/**
 * The k best of all that a thread has seen in groups before this one, so that of later blocks few need a second look. Of equal elements the
 * first is the better: it begins anew where a group comes after later ones.
 */
export function seenBefore(k: number): (group: number) => Best {
  let all = new Best(k);
  let last = -1;
  return (group) => {
    if (group < last) all = new Best(k);
    last = group;
    return all;
  };
}

/**
 * The k largest of a row in a file, sorted, searched on several threads; null where that is not done. Of a row in memory one thread finds them
 * as fast as the memory gives them.
 */
export function* bestTogether(x: AnyTensor, layout: Layout, k: number): Steps<Best | null> {
  const seen = x.kind === "lazy" && layout.rows === 1 && k <= MOST ? elementsOf(x, layout) : null;
  if (!seen) return null;
  const grouping = groupingOf(taskCount(layout));
  const found = shared64(grouping.groups * (1 + 2 * k));
  const job: BestJob = { kind: "best", x: seen.elements, layout, k, grouping, found };
  if (!(yield* inParallel({ job, tasks: grouping.groups, start: () => bestRunner(job, seen.open), repeatable: true }))) return null;
  const all = new Best(k);
  for (let at = 0; at < found.length; at += 1 + 2 * k)
    for (let i = 1; i <= (found[at] as number); i++) all.offer(found[at + i] as number, found[at + k + i] as number);
  all.sort();
  return all;
}
