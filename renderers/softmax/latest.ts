/**
 * Runs `work` for one value at a time. While it runs, only the newest further value is kept; the last value given is always worked.
 * The promise settles when the value given, or a newer one, has been worked. `work` may not reject.
 */
export function latestWins<T>(work: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let waiting: { value: T } | null = null;
  let running: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    while (waiting !== null) {
      const { value } = waiting;
      waiting = null;
      await work(value);
    }
    running = null;
  };
  return (value) => {
    waiting = { value };
    running ??= drain();
    return running;
  };
}
