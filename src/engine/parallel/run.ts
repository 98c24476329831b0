import { pooled, type Steps } from "../../model/index.ts";
import { kernels } from "../kernels.ts";
import { progress } from "../source.ts";
import { Claims } from "./claims.ts";

/**
 * Work in tasks that any thread may do, in any order: what a task writes does not depend on who does it, or on whether it is done
 * twice. `job` is what the other threads are told; src/engine/parallel/jobs.ts knows how to do it.
 */
export interface Divided<J> {
  readonly job: J;
  readonly tasks: number;
  readonly run: (task: number) => void;
}

/** What a thread of the pool is told. */
export interface Offer<J> {
  readonly job: J;
  readonly words: Int32Array;
  /** Name of the kernels that the job is computed with. */
  readonly backend: string;
}

/** The thread that asked. It outlives its job. */
const CALLER = 2 ** 30;

/** Longest sleep before looking whether a thread has died, in ms. */
const DOZE_MS = 2;

/** Does all tasks, on this thread and those of the driver's pool. Says false, having done nothing, where there is none. */
export function* inParallel<J>({ job, tasks, run }: Divided<J>): Steps<boolean> {
  const pool = tasks > 1 ? yield* pooled() : null;
  if (!pool) return false;
  const claims = Claims.of(tasks);
  const offer: Offer<J> = { job, words: claims.words, backend: kernels().name };
  const takeBack = pool.offer(offer);
  try {
    for (let task = claims.claim(CALLER); task >= 0; task = claims.claim(CALLER)) {
      run(task);
      claims.complete(task);
      yield progress(claims.done, tasks);
    }
    while (!claims.finished) {
      claims.sleep(DOZE_MS);
      for (const task of claims.orphans((slot) => slot === CALLER || pool.isAlive(slot))) {
        run(task);
        claims.complete(task);
      }
      claims.recount();
      yield progress(claims.done, tasks);
    }
    return true;
  } finally {
    claims.stop();
    takeBack();
  }
}

/** What a thread of the pool does about an offer: tasks, until none is left or nobody wants them. */
export function help<J>({ words }: Offer<J>, slot: number, run: (task: number) => void, wanted: () => boolean): void {
  const claims = new Claims(words);
  for (let task = claims.claim(slot); task >= 0; task = wanted() ? claims.claim(slot) : -1) {
    run(task);
    claims.complete(task);
  }
}
