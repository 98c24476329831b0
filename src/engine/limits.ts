import { fail, sizeOf } from "../model/index.ts";

/** Most elements that one array in memory may have (1 GiB of float64). */
export const MAX_ELEMENTS = 2 ** 27;

/** Elements between two steps of long work, and the most that a chunk source is asked for at once. */
export const CHUNK = 65_536;

/** Elements per partial (m, l). Fixed, so that the same bits come out for any chunk grouping and any number of workers. */
export const BLOCK = 4_096;

/** Elements of a result from which on it is stored by several threads: below, waking them was measured to cost what they save, and more on a busy machine. */
export const LEAST_STORED = 2 ** 20;

/** Throws TooLarge for a shape that would not fit, before anything is allocated. Returns the number of elements. */
export function checkedSize(shape: readonly number[]): number {
  for (const extent of shape) {
    if (!Number.isInteger(extent) || extent < 0) fail("Shape", `a shape is a list of whole numbers from 0, got [${shape.join(", ")}]`);
  }
  const size = sizeOf(shape);
  if (size > MAX_ELEMENTS) {
    fail("TooLarge", `[${shape.join(", ")}] has ${size} elements, more than the ${MAX_ELEMENTS} that an array in memory may have`);
  }
  return size;
}
