/** Steps from min to max at so many steps a second. */
export interface Course {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly fps: number;
}

/** One step on; past the end it begins anew. */
export function stepOn({ min, max, step }: Course, value: number): number {
  const next = Number((value + step).toPrecision(12));
  return next > max + step * 1e-9 ? min : Math.max(min, next);
}

/** Where the head is `elapsed` ms after it was at `value`, and the time that is left over; it stops at the end. */
export function playOn(course: Course, value: number, elapsed: number): { value: number; rest: number; done: boolean } {
  const period = 1000 / Math.max(0.1, course.fps);
  const steps = Math.floor(elapsed / period);
  const next = Math.min(course.max, Number((value + steps * course.step).toPrecision(12)));
  const done = next + course.step > course.max + course.step * 1e-9;
  return { value: next, rest: elapsed - steps * period, done };
}
