/** What is said of progress, in the user's language. */
export interface ProgressWords {
  readonly ofTotal: (done: string, total: string) => string;
  readonly done: (done: string) => string;
}

/** "12,000,000 of 100,000,000", or only what is done where the total is unknown (0). */
export function progressText(done: number, total: number, words: ProgressWords): string {
  return total > 0 ? words.ofTotal(grouped(done), grouped(total)) : words.done(grouped(done));
}

/** Percent done, from 0 to 100; 0 where the total is unknown. */
export function percentDone(done: number, total: number): number {
  return total > 0 ? Math.min(100, Math.max(0, (100 * done) / total)) : 0;
}

function grouped(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}
