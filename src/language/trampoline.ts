import type { Step, Steps } from "../model/index.ts";

/**
 * A step that asks the trampoline to do `work` and to come back with its result. It keeps a recursion of the user's off the
 * JavaScript stack, which would hold a few hundred calls only. No other driver ever sees one.
 */
class Enter {
  readonly kind = "progress";
  readonly done = 0;
  readonly total = 0;
  readonly work: Steps<unknown>;
  constructor(work: Steps<unknown>) {
    this.work = work;
  }
}

/** Does `work` on a stack of its own. Only below `trampoline`. */
export function* enter(work: Steps<unknown>): Steps<unknown> {
  return yield new Enter(work) satisfies Step;
}

/** Runs work that may `enter` other work, however deep. */
export function* trampoline(root: Steps<unknown>): Steps<unknown> {
  const open: Steps<unknown>[] = [root];
  let resume = (work: Steps<unknown>): IteratorResult<Step, unknown> => work.next();
  for (let work = open.at(-1); work; work = open.at(-1)) {
    let next: IteratorResult<Step, unknown>;
    try {
      next = resume(work);
    } catch (reason) {
      open.pop();
      if (open.length === 0) throw reason;
      resume = (outer) => outer.throw(reason);
      continue;
    }
    if (next.done) {
      open.pop();
      if (open.length === 0) return next.value;
      const { value } = next;
      resume = (outer) => outer.next(value);
    } else if (next.value instanceof Enter) {
      open.push(next.value.work);
      resume = (inner) => inner.next();
    } else resume = yield* pass(next.value);
  }
  return undefined;
}

/** Hands a step to the driver; gives how to go on with its answer. */
function* pass(step: Step): Generator<Step, (work: Steps<unknown>) => IteratorResult<Step, unknown>, unknown> {
  try {
    const answer = yield step;
    return (work) => work.next(answer);
  } catch (reason) {
    return (work) => work.throw(reason);
  }
}
