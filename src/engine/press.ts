/** Bytes that are enough for an engine to start collecting: V8 does from 64 MiB on. */
const ENOUGH = 3 * 2 ** 25;

/** Asks for garbage to be collected. An engine does not count shared memory among what makes that worth while, so it is shown other that nobody touches. */
export function press(): void {
  try {
    new ArrayBuffer(ENOUGH);
  } catch {
    // Then it has been told as well.
  }
}
