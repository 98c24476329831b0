import { bundled } from "./engine.mjs";
import { timedAsync } from "./measure.mjs";

const CELLS = [
  { id: "z", source: 'z = load("logits.npy");' },
  { id: "tau", source: 'tau = slider(0.05, 10, value = 1, scale = "log")' },
  { id: "p", source: "softmax(z, tau = tau)" },
];
/** Places of the slider that a drag goes through. */
const STOPS = 120;

/**
 * A frame of a dragged temperature over logits from a file, from the control to the envelope of the picture, in a session on this thread. Each
 * frame is at another temperature than the one before.
 */
export async function frame(z) {
  const { Session, writeNpy } = await bundled(
    "bench-session",
    'export { Session } from "./src/kernel/index.ts"; export { writeNpy } from "./src/data/index.ts";',
  );
  const heard = listener();
  const session = new Session({
    files: () => ({ open: async () => sourceOf(writeNpy(z)) }),
    emit: heard.emit,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => performance.now(),
  });
  session.accept({ type: "open", seed: 1, folder: null });
  session.accept({ type: "cells", cells: CELLS });
  session.accept({ type: "run", cells: CELLS.map(({ id }) => id) });
  await heard.next((event) => event.type === "ended" && event.cell === "p");
  let generation = 0;
  const once = async () => {
    generation++;
    const value = 10 ** (-1.3 + (2.3 * (generation % STOPS)) / STOPS);
    const drawn = heard.next((event) => event.type === "frame" && event.cell === "p" && event.generation === generation);
    const settled = heard.next((event) => event.type === "settled" && event.generation === generation);
    session.accept({ type: "control", name: "tau", value, generation });
    const { envelopes } = await drawn;
    if (envelopes[0]?.view.tau !== value) throw new Error("a frame was not of the temperature that was asked for");
    await settled;
  };
  return { contender: "softmaxnb", threads: 1, output: "none", once: () => timedAsync(once) };
}

function sourceOf(bytes) {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** `next` answers the first event from now on that is `wanted`. */
function listener() {
  let waiting = [];
  return {
    emit(event) {
      const heard = waiting.filter(({ wanted }) => wanted(event));
      waiting = waiting.filter((one) => !heard.includes(one));
      for (const { answer } of heard) answer(event);
    },
    next: (wanted) => new Promise((answer) => waiting.push({ wanted, answer })),
  };
}
