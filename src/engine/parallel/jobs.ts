import { kernels } from "../kernels.ts";
import { type FoldJob, foldTask } from "./foldJob.ts";
import { type NormaliseJob, normaliseTask } from "./normaliseJob.ts";
import { help, type Offer } from "./run.ts";

/** What the threads of a pool can help with. */
export type Job = FoldJob | NormaliseJob;

/**
 * Helps with what `Pool.offer` was given, on another thread than that which offers it: tasks are done until none is left, or nobody
 * wants them. A thread with other kernels than the one that asks has other last digits and keeps out of it.
 */
export function helpWith(work: unknown, slot: number, wanted: () => boolean): void {
  // SAFETY: nothing but offers of jobs is ever given to a pool.
  const offer = work as Offer<Job>;
  if (offer.backend === kernels().name) help(offer, slot, taskOf(offer.job), wanted);
}

function taskOf(job: Job): (task: number) => void {
  switch (job.kind) {
    case "fold":
      return foldTask(job);
    case "normalise":
      return normaliseTask(job);
  }
}
