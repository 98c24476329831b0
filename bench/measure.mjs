/** Shortest time that one sample takes, in ms: a shorter call is repeated. */
const SAMPLE_MS = 2;

/** Time of one call, in ms. */
export function timed(run) {
  let calls = 1;
  for (;;) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) run();
    const elapsed = performance.now() - start;
    if (elapsed >= SAMPLE_MS) return elapsed / calls;
    calls = more(calls, elapsed);
  }
}

/** The same of a call that answers a promise. */
export async function timedAsync(run) {
  let calls = 1;
  for (;;) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) await run();
    const elapsed = performance.now() - start;
    if (elapsed >= SAMPLE_MS) return elapsed / calls;
    calls = more(calls, elapsed);
  }
}

function more(calls, elapsed) {
  return calls * (elapsed > 0 ? Math.ceil((1.2 * SAMPLE_MS) / elapsed) : 10);
}

export function quartiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part) => {
    const place = part * (sorted.length - 1);
    const low = Math.floor(place);
    return sorted[low] + (place - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
  };
  return { medianMs: at(0.5), q1Ms: at(0.25), q3Ms: at(0.75) };
}
