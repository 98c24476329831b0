/** An engine does not count shared memory among what makes collecting worth while. So many bytes that nobody touches are counted. */
export function press(bytes: number): void {
  try {
    new ArrayBuffer(bytes);
  } catch {
    // Then it has been told as well.
  }
}
