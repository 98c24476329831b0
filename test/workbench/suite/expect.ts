/** Assertions that run in both hosts; each throws an Error that says what was there. */
export function equal<T>(actual: T, expected: T, what = "value"): void {
  if (!Object.is(actual, expected)) throw new Error(`${what}: expected ${show(expected)}, was ${show(actual)}`);
}

export function ok(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.length > 2000 ? `${value.slice(0, 2000)}…` : value) : String(value);
}

/** Asserts that the action fails, for a reason whose words match. */
export async function rejects(action: () => Promise<unknown>, words: RegExp, what: string): Promise<void> {
  let reason: unknown;
  try {
    await action();
  } catch (error) {
    reason = error;
  }
  ok(reason, what);
  ok(words.test(String(reason)), `failed for another reason: ${reason}`);
}
