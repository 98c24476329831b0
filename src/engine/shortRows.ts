/** Probabilities of many short rows at once, for other folders. */
export { LONGEST, type ShortRows, shortRows } from "./simd/rows.ts";
