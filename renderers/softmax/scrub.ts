import type { SweepView } from "../../src/model/index.ts";

/** Where a scrubber starts: at the value nearest to 1 on a log axis that holds it, else in the middle. */
export function startIndex({ values, logParameter }: Pick<SweepView, "values" | "logParameter">): number {
  const [first, last] = [values[0] ?? 0, values[values.length - 1] ?? 0];
  const holdsOne = logParameter && Math.min(first, last) <= 1 && Math.max(first, last) >= 1;
  if (!holdsOne) return Math.floor((values.length - 1) / 2);
  const distance = (value: number): number => Math.abs(Math.log(value));
  return values.reduce((best, value, i) => (distance(value) < distance(values[best] ?? 0) ? i : best), 0);
}
