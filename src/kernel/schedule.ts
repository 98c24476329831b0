/**
 * Why a cell is to have its turn. `asked`: somebody asked for it, so that it runs whatever is known of it. `follow`: it runs where
 * what it depends on has changed. `keep`: its result is put back where it is still there, but nothing is computed for it.
 */
export type Why = "asked" | "follow" | "keep";

export interface Job {
  readonly cell: string;
  readonly why: Why;
}

/** Cells that wait for their turn, each once, in the order in which they have it. */
export type Plan = readonly Job[];

/**
 * What is known of a cell when its turn comes. `fresh`: its result is that of its text and inputs. `kept`: such a result is at hand.
 * `blocked`: it can't or may not run by itself.
 */
export type Verdict = "fresh" | "kept" | "stale" | "blocked";

export interface Turn {
  readonly cell: string;
  readonly how: "evaluate" | "restore";
  readonly why: Why;
}

const STRENGTH: Readonly<Record<Why, number>> = { asked: 2, follow: 1, keep: 0 };

/** A plan with more jobs, in the order of `rank`. A cell that is in it for two reasons is there for the stronger. */
export function withJobs(plan: Plan, jobs: Iterable<Job>, rank: (cell: string) => number): Plan {
  const all = new Map(plan.map((job) => [job.cell, job]));
  for (const job of jobs) {
    const other = all.get(job.cell);
    if (!other || STRENGTH[job.why] > STRENGTH[other.why]) all.set(job.cell, job);
  }
  return [...all.values()]
    .map((job) => ({ job, at: rank(job.cell) }))
    .sort((a, b) => a.at - b.at)
    .map(({ job }) => job);
}

/**
 * The next cell that has something to do, and the plan without it and those before it, which have nothing to do. The verdict is
 * asked when the turn comes: a cell whose inputs came out as they were is fresh by then.
 */
export function nextTurn(plan: Plan, verdictOf: (cell: string) => Verdict): { readonly turn: Turn | null; readonly plan: Plan } {
  for (const [index, { cell, why }] of plan.entries()) {
    const how = why === "asked" ? "evaluate" : howOf(why, verdictOf(cell));
    if (how) return { turn: { cell, how, why }, plan: plan.slice(index + 1) };
  }
  return { turn: null, plan: [] };
}

function howOf(why: Why, verdict: Verdict): Turn["how"] | null {
  if (verdict === "kept") return "restore";
  return verdict === "stale" && why === "follow" ? "evaluate" : null;
}
