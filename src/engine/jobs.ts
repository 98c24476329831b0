import { type AttentionJob, attentionRunner } from "./attention/tiles.ts";
import { kernels } from "./kernels.ts";
import { type BestJob, bestRunner } from "./parallel/bestJob.ts";
import { type CountJob, countRunner } from "./parallel/countJob.ts";
import type { Open } from "./parallel/elements.ts";
import { type FoldJob, foldRunner } from "./parallel/foldJob.ts";
import { type NormaliseJob, normaliseRunner } from "./parallel/normaliseJob.ts";
import { help, type Offer, type Runner } from "./parallel/run.ts";
import {
  type KeepJob,
  keepTask,
  type RowsJob,
  rowsTask,
  type ShareJob,
  shareTask,
  storeRunner,
  type TurnedJob,
  turnedTask,
} from "./parallel/storeJob.ts";
import { type SurveyJob, surveyRunner } from "./parallel/surveyJob.ts";
import type { Joined } from "./posted.ts";

/** What the threads of a pool can help with. */
export type Job = FoldJob | NormaliseJob | RowsJob | TurnedJob | KeepJob | ShareJob | SurveyJob | CountJob | BestJob | AttentionJob;

/** What a thread that helps is to its host. */
export interface Helper {
  readonly slot: number;
  /** Opens what a token of stored elements stands for. */
  readonly open: Open;
  /** What it knows of the arenas of those who ask it. */
  readonly joined: Joined;
  /** Whether there is still somebody who wants the work. */
  readonly wanted: () => boolean;
}

/**
 * Helps with what `Pool.offer` was given, on another thread than that which offers it, until nothing is left to do.
 * A thread with other kernels than the one that asks has other last digits and keeps out of it.
 */
export function helpWith(work: unknown, { slot, open, joined, wanted }: Helper): void {
  // SAFETY: nothing but offers of jobs is ever given to a pool.
  const offer = work as Offer<Job>;
  if (offer.backend !== kernels().name || !wanted()) return;
  if (offer.posted) joined.join(offer.posted);
  help(offer, slot, () => runnerOf(offer.job, open), wanted);
}

function runnerOf(job: Job, open: Open): Runner {
  switch (job.kind) {
    case "fold":
      return foldRunner(job, open);
    case "normalise":
      return normaliseRunner(job, open);
    case "rows":
      return storeRunner(rowsTask(job));
    case "turned":
      return storeRunner(turnedTask(job));
    case "keep":
      return storeRunner(keepTask(job));
    case "share":
      return storeRunner(shareTask(job));
    case "survey":
      return surveyRunner(job, open);
    case "count":
      return countRunner(job, open);
    case "best":
      return bestRunner(job, open);
    case "attention":
      return attentionRunner(job);
  }
}
