import type { Entry, RunnableEntry } from "./entry.ts";
import { softmaxFamily } from "./softmax.ts";

const entries: readonly RunnableEntry[] = [...softmaxFamily];

const byName = new Map(entries.map((entry) => [entry.name, entry]));

/** All functions that the language has on top of mathjs's, family by family. */
export const vocabulary: readonly Entry[] = entries;

export function lookUpEntry(name: string): RunnableEntry | undefined {
  return byName.get(name);
}
