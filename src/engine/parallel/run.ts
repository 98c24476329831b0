import { type Pool, pooled, type Steps } from "../../model/index.ts";
import { kernels } from "../kernels.ts";
import { type Posted, postedWith } from "../posted.ts";
import { progress } from "../source.ts";
import { Claims } from "./claims.ts";

/**
 * Work in tasks that any thread may do, in any order: what a task writes does not depend on who does it, or on whether it is done
 * twice. `job` is what the other threads are told; src/engine/jobs.ts knows how to do it.
 */
export interface Divided<J> {
  readonly job: J;
  readonly tasks: number;
  /** Called where the job is to be done, and not before. */
  readonly start: () => Runner;
  /**
   * Whether a task may be done by two threads at a time, the second still after the job's end: each writes the same to memory that is the job's own,
   * and never lent. Then nobody waits for a thread that the system has put aside.
   */
  readonly repeatable?: boolean | undefined;
}

/** One thread's part in a job: some of its tasks, in rising order. */
export interface Runner {
  run(task: number): void;
  /** Gives back what it holds. */
  close(): void;
}

/** What a thread of the pool is told. */
export interface Offer<J> {
  readonly job: J;
  readonly words: Int32Array;
  /** Name of the kernels that the job is computed with. */
  readonly backend: string;
  /** Where the job's arrays lie, if in an arena. */
  readonly posted: Posted | null;
}

/** The thread that asked. It outlives its job. */
const CALLER = 2 ** 30;

/** Longest sleep before looking whether a thread has died, in ms. */
const DOZE_MS = 2;

/**
 * Jobs that ended early, while other threads had tasks of them in hand. As long as these may write, nobody else is to get the memory that they
 * write to, so it is held on to.
 */
const left = new Set<{ readonly job: unknown; readonly claims: Claims; readonly pool: Pool }>();

function forgetLeft(): void {
  for (const one of left) if (!one.claims.inHand((slot) => slot !== CALLER && one.pool.isAlive(slot))) left.delete(one);
}

/** Does all tasks, on this thread and those of the driver's pool. Says false, having done nothing, for a synchronous caller and a single task. */
export function* inParallel<J>({ job, tasks, start, repeatable = false }: Divided<J>): Steps<boolean> {
  const pool = tasks > 1 ? yield* pooled() : null;
  if (!pool) return false;
  forgetLeft();
  const claims = Claims.of(tasks);
  const offer: Offer<J> = { job, words: claims.words, backend: kernels().name, posted: postedWith(job) };
  const runner = start();
  const takeBack = pool.offer(offer);
  try {
    for (let task = claims.claim(CALLER); task >= 0; task = claims.claim(CALLER)) {
      runner.run(task);
      claims.complete(task);
      yield progress(claims.done, tasks);
    }
    while (!claims.finished) {
      claims.sleep(DOZE_MS);
      for (const task of claims.orphans((slot) => slot === CALLER || (!repeatable && pool.isAlive(slot)))) {
        if (claims.finished) break;
        redo(task, start);
        claims.complete(task);
      }
      claims.recount();
      yield progress(claims.done, tasks);
    }
    return true;
  } finally {
    claims.stop();
    if (!claims.finished) left.add({ job, claims, pool });
    takeBack();
    runner.close();
  }
}

/** By itself: a runner may count on its tasks to come in order. */
function redo(task: number, start: () => Runner): void {
  const runner = start();
  try {
    runner.run(task);
  } finally {
    runner.close();
  }
}

/**
 * What a thread of the pool does about an offer: tasks, until none is left, nobody wants them, or one fails. That one is given back: the
 * thread that asked does it again, and so meets the reason itself. It claims nothing before it is ready: whoever waits for a task should not
 * wait for kernels to be compiled and files to be opened as well.
 */
export function help<J>({ words }: Offer<J>, slot: number, start: () => Runner, wanted: () => boolean): void {
  const claims = new Claims(words);
  const runner = claims.isOpen ? tryStart(start) : null;
  if (!runner) return;
  for (let task = claims.claim(slot); task >= 0; task = wanted() ? claims.claim(slot) : -1) {
    try {
      runner.run(task);
    } catch {
      claims.giveBack(task);
      break;
    }
    claims.complete(task);
  }
  runner.close();
}

/** null where it fails; the thread that asked has started already, and does what is left. */
function tryStart(start: () => Runner): Runner | null {
  try {
    return start();
  } catch {
    return null;
  }
}
