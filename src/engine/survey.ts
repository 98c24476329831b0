import type { AnyTensor, ChunkSource, Steps } from "../model/index.ts";
import { type Surveyed, surveyTogether } from "./parallel/surveyJob.ts";
import type { Layout } from "./shape.ts";

const surveys = new WeakMap<ChunkSource, Surveyed>();

/**
 * What one pass over a file tells, remembered: whoever first asks for the fold at tau 1, the largest entries or the extent of a row that stays
 * in its file pays for all of them, and nobody reads it for them again. null where x is no such row, or is read in other ways.
 */
export function* surveyOf(x: AnyTensor, layout: Layout): Steps<Surveyed | null> {
  if (x.kind === "tensor" || !x.source.stored || layout.rows !== 1) return null;
  const known = surveys.get(x.source);
  if (known) return known;
  const found = yield* surveyTogether(x, layout);
  if (found) surveys.set(x.source, found);
  return found;
}
