import type { Step, Steps } from "../model/index.ts";

const NOTHING: readonly Step[] = [];

/** Work that is already done: gives `value` without a pause. */
export function* done<T>(value: T): Steps<T> {
  yield* NOTHING;
  return value;
}
