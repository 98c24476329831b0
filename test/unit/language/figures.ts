import { expect } from "vitest";
import { numbersOf, run } from "./run.ts";

/** Holds a cell's numbers to figures, relatively to 1e-12 unless said otherwise; NaN and infinities as they are. */
export function expectFigures(cell: string, expected: readonly number[], within = 1e-12): void {
  const got = numbersOf(run(cell));
  expect(got, cell).toHaveLength(expected.length);
  for (const [i, value] of got.entries()) {
    const want = expected[i] ?? Number.NaN;
    if (Number.isFinite(want))
      expect(Math.abs(value - want), `${cell}: ${value}`).toBeLessThanOrEqual(within * Math.max(1, Math.abs(want)));
    else expect(value, cell).toBe(want);
  }
}
