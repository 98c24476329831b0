import type { Pool } from "./pool.ts";

/**
 * Long work as a generator: it yields where it may be paused, cancelled or must wait, and returns its result.
 * Small work yields nothing and so runs to its end without a turn of the event loop; the same code serves a ten-element
 * cell, a file of gigabytes, a worker, and a host without workers.
 */
export type Step =
  /** A place to pause. `total` 0: how much there is to do is not known, and nothing is said of it. */
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "wait"; readonly promise: Promise<unknown> }
  /** A question: which threads are there to help? */
  | { readonly kind: "pool" };

export type Steps<T> = Generator<Step, T, unknown>;

/** Suspends the work until `promise` settles; gives its value, or throws its reason. */
export function* wait<T>(promise: Promise<T>): Steps<T> {
  // SAFETY: every driver resumes a "wait" with the settled value of its own promise.
  return (yield { kind: "wait", promise }) as T;
}

/** The threads that the driver's host lends to large work, which may be none; null where the work may not wait for anything. */
export function* pooled(): Steps<Pool | null> {
  // SAFETY: every driver answers a "pool" with its pool or null.
  return (yield { kind: "pool" }) as Pool | null;
}

/** Where no threads are lent. */
const NOBODY: Pool = { offer: () => () => undefined, isAlive: () => false };

const NOTHING: readonly Step[] = [];

/** Work that is already done: gives `value` without a pause. */
export function* done<T>(value: T): Steps<T> {
  yield* NOTHING;
  return value;
}

/** What a driver needs from its host. */
export interface DriveOptions {
  /** An AbortSignal, or its like; aborting it makes the work throw `Cancelled` at its next step. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** A turn of the event loop (setImmediate, a MessageChannel…), so that messages are heard. */
  readonly pause: () => Promise<void>;
  /** Milliseconds clock. */
  readonly now: () => number;
  /** Threads that may help. Asked by the first large work, so that nothing starts before. */
  readonly pool?: (() => Pool | null) | undefined;
  /** Longest stretch of work without a pause, in ms. Default 12. */
  readonly sliceMs?: number | undefined;
}

/** Thrown into work that was aborted, and out of `drive`. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
  constructor() {
    super("cancelled");
  }
}

/** Runs the work to its end, pausing at least every `sliceMs` of computing. Rejects with what the work throws. */
export async function drive<T>(work: Steps<T>, options: DriveOptions): Promise<T> {
  const slice = options.sliceMs ?? 12;
  let last = options.now();
  let next = work.next();
  while (!next.done) {
    const step = next.value;
    if (options.signal?.aborted) {
      next = work.throw(new Cancelled());
      continue;
    }
    if (step.kind === "wait") {
      next = await settle(work, step.promise);
      last = options.now();
      continue;
    }
    if (step.kind === "pool") {
      next = work.next(options.pool?.() ?? NOBODY);
      continue;
    }
    if (options.now() - last >= slice) {
      if (step.total > 0) options.onProgress?.(step.done, step.total);
      await options.pause();
      last = options.now();
      if (options.signal?.aborted) {
        next = work.throw(new Cancelled());
        continue;
      }
    }
    next = work.next();
  }
  return next.value;
}

async function settle<T>(work: Steps<T>, promise: Promise<unknown>): Promise<IteratorResult<Step, T>> {
  let value: unknown;
  try {
    value = await promise;
  } catch (reason) {
    return work.throw(reason);
  }
  return work.next(value);
}

/** Thrown by `finish` when the work must wait for something that is not there yet. */
export class MustWait extends Error {
  override readonly name = "MustWait";
}

/** Runs the work to its end at once, on this thread alone. Throws MustWait if it has to wait for a promise. */
export function finish<T>(work: Steps<T>): T {
  let next = work.next();
  while (!next.done) {
    next = next.value.kind === "wait" ? work.throw(new MustWait("this needs data that is read in steps")) : work.next(null);
  }
  return next.value;
}
