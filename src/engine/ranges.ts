/** Bytes of a memory, from `at` on. */
export interface Range {
  readonly at: number;
  readonly bytes: number;
}

/** The free ranges of a memory, in rising order; neighbours are one. */
export class Ranges {
  private readonly free: Range[] = [];

  /** Takes `bytes` from the smallest range that has them; null if none has. */
  take(bytes: number): Range | null {
    let best = -1;
    for (const [i, range] of this.free.entries()) {
      if (range.bytes >= bytes && (best < 0 || range.bytes < (this.free[best] as Range).bytes)) best = i;
    }
    if (best < 0) return null;
    const { at, bytes: all } = this.free[best] as Range;
    if (all === bytes) this.free.splice(best, 1);
    else this.free[best] = { at: at + bytes, bytes: all - bytes };
    return { at, bytes };
  }

  /** Makes a range free that is not. */
  give({ at, bytes }: Range): void {
    const next = this.free.findIndex((range) => range.at > at);
    const i = next < 0 ? this.free.length : next;
    const [before, after] = [this.free[i - 1], this.free[i]];
    const joinsBefore = before !== undefined && before.at + before.bytes === at;
    const joinsAfter = after !== undefined && at + bytes === after.at;
    const from = joinsBefore ? before.at : at;
    const to = joinsAfter ? after.at + after.bytes : at + bytes;
    this.free.splice(joinsBefore ? i - 1 : i, Number(joinsBefore) + Number(joinsAfter), { at: from, bytes: to - from });
  }

  /** Bytes of the largest range. */
  get largest(): number {
    return this.free.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  }

  /** Bytes that the last range has, if it ends at `end`. */
  before(end: number): number {
    const last = this.free.at(-1);
    return last && last.at + last.bytes === end ? last.bytes : 0;
  }
}
