import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { kernels } from "../../../src/engine/index.ts";
import { Lender } from "../../../src/engine/lender.ts";
import { Claims } from "../../../src/engine/parallel/claims.ts";
import { postedWith } from "../../../src/engine/posted.ts";
import type { Link } from "../../../src/worker/link.ts";
import { PoolHelper } from "../../../src/worker/poolThread.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

async function collected(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** An offer with nothing left to do, of a job in an arena of its own; and what tells whether somebody holds that. */
function offer(): { work: object; held: WeakRef<object> } {
  const loan = Lender.open()?.lend(4096, false);
  if (!loan) throw new Error("this host has no shared memory");
  const job = { out: new Float32Array(loan.buffer, loan.byteOffset, 4) };
  const posted = postedWith(job);
  if (!posted) throw new Error("there is no arena");
  const claims = Claims.of(1);
  claims.stop();
  return { work: { job, words: claims.words, backend: kernels().name, posted }, held: new WeakRef(posted.arena) };
}

it("holds the memory of a session while that lives, and not after", async () => {
  const life = new Int32Array(new SharedArrayBuffer(16)).fill(1);
  const helper = new PoolHelper(() => {
    throw new Error("nothing is stored");
  });
  helper.hear({ slot: 0, life });
  const links = [0, 1].map((): Link => ({ postMessage: () => undefined, onmessage: null, close: () => undefined }));
  const ask = (from: number): WeakRef<object> => {
    const { work, held } = offer();
    links[from - 1]?.onmessage?.({ data: { from, work } });
    return held;
  };
  for (const link of links) helper.hear({ link });
  const first = ask(1);
  await collected();
  expect(first.deref()).toBeDefined();
  Atomics.store(life, 1, 0);
  const second = ask(2);
  for (let turn = 0; turn < 100 && first.deref(); turn++) await collected();
  expect([first.deref(), typeof second.deref()]).toEqual([undefined, "object"]);
});
