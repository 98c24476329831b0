/** Stages side by side, where there is room for them. */

/** What runs at once: a stage takes one of these or, where it keeps two cores busy or measures, both (`alone`). */
const PLACES = 2;

/**
 * Runs each stage when all that it needs is done and there is a place for it, the first listed first; a stage that must be alone is not
 * overtaken by those listed after it. A need that is not among the stages counts as done.
 * @template {{ name: string, needs: readonly string[], alone?: boolean }} S
 * @template {{ name: string }} R
 * @param {readonly S[]} stages
 * @param {(stage: S, done: readonly R[]) => Promise<R>} run  never rejects
 * @returns {Promise<R[]>}  as they ended
 */
export async function inTurn(stages, run) {
  const waiting = [...stages];
  const names = new Set(stages.map(({ name }) => name));
  /** @type {R[]} */
  const done = [];
  /** @type {Set<Promise<void>>} */
  const running = new Set();
  let taken = 0;
  const ready = ({ needs }) => needs.every((need) => !names.has(need) || done.some(({ name }) => name === need));
  const placesOf = (stage) => (stage.alone ? PLACES : 1);
  const start = (stage) => {
    taken += placesOf(stage);
    const end = run(stage, done).then((result) => {
      done.push(result);
      taken -= placesOf(stage);
      running.delete(end);
    });
    running.add(end);
  };
  while (waiting.length > 0 || running.size > 0) {
    for (let next = waiting.find(ready); next && taken + placesOf(next) <= PLACES; next = waiting.find(ready)) {
      waiting.splice(waiting.indexOf(next), 1);
      start(next);
    }
    if (running.size === 0) throw new Error(`these wait for each other: ${waiting.map(({ name }) => name).join(", ")}`);
    await Promise.race(running);
  }
  return done;
}
