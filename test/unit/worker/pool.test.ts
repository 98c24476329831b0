import { createHash } from "node:crypto";
import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  attention,
  entropy,
  lendLargeArrays,
  logProbabilities,
  logsumexp,
  probabilities,
  randn,
  softmax,
  softmaxTensor,
  topk,
} from "../../../src/engine/index.ts";
import { Claims } from "../../../src/engine/parallel/claims.ts";
import { help, type Runner } from "../../../src/engine/parallel/run.ts";
import { allocate, Cancelled, type Dtype, finish, type Pool, type Steps, type Tensor } from "../../../src/model/index.ts";
import { listen } from "../../../src/worker/link.ts";
import { nodePool, startThread } from "../../../src/worker/poolHost.node.ts";
import { PoolHost, type PoolThread, type ThreadMessage } from "../../../src/worker/poolHost.ts";
import type { PoolSeat } from "../../../src/worker/poolSeat.ts";
import { allowRelaxedSimd } from "../../../src/worker/relaxedSimd.node.ts";
import { bundlePool, driven, startPool, until, watched } from "./startPool.ts";

let entry = "";
const hosts: PoolHost[] = [];

// As the pool's threads do, and before them: other kernels would keep them out of this thread's work.
allowRelaxedSimd();
lendLargeArrays();
beforeAll(async () => {
  entry = await bundlePool();
});
afterAll(() => {
  for (const host of hosts) host.dispose();
});

function open(helpers: number): Promise<PoolSeat> {
  return opened(nodePool(entry, helpers + 1), helpers);
}

function opened(host: PoolHost, helpers: number): Promise<PoolSeat> {
  hosts.push(host);
  return startPool(host, helpers);
}

function logits(shape: readonly number[], dtype: Dtype = "float32"): Tensor {
  // SAFETY: randn of a shape in memory gives a tensor in memory.
  return finish(randn(shape, { seed: 7, stream: "pool" }, dtype)) as Tensor;
}

function* everything(z: Tensor, dim: number): Steps<ArrayBufferView[]> {
  const d = yield* softmax(z, { dim, tau: 0.7 });
  const lse = yield* logsumexp(z, { dim });
  const logs = yield* logProbabilities(d);
  const stored = yield* softmaxTensor(z, { dim, tau: 0.7 });
  return [stored.data, d.m, d.l, lse.value.data, (yield* entropy(d)).data, (yield* probabilities(d)).data, (logs as Tensor).data];
}

/** A fingerprint of the arrays' bits. */
function bits(views: readonly ArrayBufferView[]): string {
  const hash = createHash("sha256");
  // Hashing takes no shared memory, so it gets a copy.
  for (const { buffer, byteOffset, byteLength } of views) hash.update(Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength)));
  return hash.digest("hex");
}

describe("the same bits come from any number of threads", () => {
  const cases: [string, readonly number[], number, Dtype][] = [
    ["one long row", [300_001], -1, "float32"],
    ["one row of many tasks", [400_001], -1, "float32"],
    ["one long row in float64", [140_003], -1, "float64"],
    ["one long row in bfloat16", [140_001], -1, "bfloat16"],
    ["rows shorter than a task", [40, 5000], -1, "float32"],
    ["rows longer than a task", [3, 70_001], -1, "float64"],
    ["strided rows", [200, 1000], 0, "float32"],
    ["strided rows in the middle", [5, 300, 101], 1, "float64"],
  ];
  const seats: PoolSeat[] = [];
  beforeAll(async () => {
    for (const helpers of [1, 2, 3]) seats.push(await open(helpers));
  });

  it.each(cases)("%s", async (_, shape, dim, dtype) => {
    const z = logits(shape, dtype);
    const alone = bits(finish(everything(z, dim)));
    for (const pool of [() => null, ...seats.map((seat) => seat.ask)]) expect(bits(await driven(everything(z, dim), pool))).toBe(alone);
  });

  it.each<Dtype>(["float32", "float64"])("attention of %s", async (dtype) => {
    const [q, k, v] = [
      [2, 300, 20],
      [2, 900, 20],
      [2, 900, 12],
    ].map((shape) => logits(shape, dtype)) as [Tensor, Tensor, Tensor];
    const output = function* (): Steps<ArrayBufferView[]> {
      return [(yield* attention(q, k, v, { sink: 0.5 })).output.data];
    };
    const alone = bits(finish(output()));
    for (const pool of [() => null, ...seats.map((seat) => seat.ask)]) expect(bits(await driven(output(), pool))).toBe(alone);
  });

  it.each<[string, readonly number[], number]>([
    ["a long row", [1_100_001], -1],
    ["rows", [300, 4000], -1],
    ["strided rows", [300, 4000], 0],
  ])("the probabilities of %s, where they are many enough to store together", async (_, shape, dim) => {
    const z = logits(shape);
    const alone = bits([finish(softmaxTensor(z, { dim })).data]);
    for (const seat of seats) {
      const { pool, offers } = watched(seat);
      expect(bits([(await driven(softmaxTensor(z, { dim }), () => pool)).data])).toBe(alone);
      expect(offers.length).toBe(shape.length === 1 ? 2 : 1);
    }
  });

  it("for fewer probabilities, and for the largest of a row in memory, no thread is woken", async () => {
    const { pool, offers } = watched(await open(1));
    await driven(softmaxTensor(logits([2 ** 20 - 1])), () => pool);
    await driven(topk(logits([2_000_000]), 50), () => pool);
    expect(offers).toEqual([]);
  });

  it("a pool without threads has no seats", () => {
    expect(nodePool(entry, 1).seat()).toBeNull();
  });
});

describe("a pool's threads", () => {
  const z = logits([300_000]);

  it("do the tasks that the asking thread leaves", async () => {
    const seat = await open(1);
    const { pool, offers } = watched(seat);
    const work = logsumexp(z);
    expect(work.next().value).toEqual({ kind: "pool" });
    work.next(pool);
    await until(() => offers[0]?.finished === true);
    expect(rest(work)).toEqual(finish(logsumexp(z)));
  });

  it("leave nothing undone when one dies with a task in hand, and it is replaced", async () => {
    let born = 0;
    const host = new PoolHost(1, (ended) => {
      born += 1;
      return claimAnd(ended);
    });
    const { pool, offers } = watched(await opened(host, 1));
    const work = logsumexp(z);
    work.next();
    work.next(pool);
    await until(() => born > 1);
    expect(rest(work)).toEqual(finish(logsumexp(z)));
    expect(offers[0]?.finished).toBe(true);
  });

  it("are not waited for where they are put aside with a task in hand", async () => {
    const host = new PoolHost(1, () => claimAnd(() => undefined));
    const { pool, offers } = watched(await opened(host, 1));
    const work = logsumexp(z);
    work.next();
    work.next(pool);
    await until(() => offers[0]?.orphans(() => false).length === 1);
    expect(rest(work)).toEqual(finish(logsumexp(z)));
  });

  it("may be ended at any time", async () => {
    const workers: Worker[] = [];
    const host = new PoolHost(2, (ended) => {
      const { worker, thread } = startThread(entry, ended);
      workers.push(worker);
      return thread;
    });
    const seat = await opened(host, 2);
    const alone = bits(finish(everything(z, -1)));
    for (let i = 0; i < 5; i++) {
      const together = driven(everything(z, -1), seat.ask);
      await workers.at(-1)?.terminate();
      expect(bits(await together)).toEqual(alone);
    }
    await until(() => seat.size === 2);
    expect(workers.length).toBe(7);
  });

  it("find nothing more to do once the work is cancelled", async () => {
    const { pool, offers } = watched(await open(1));
    const work = logsumexp(z);
    work.next();
    work.next(pool);
    expect(() => work.throw(new Cancelled())).toThrow(Cancelled);
    expect(offers[0]?.claim(0)).toBe(-1);
  });

  it("are not written over where they still write for work that was cancelled", async () => {
    const host = new PoolHost(1, () => claimAnd(() => undefined));
    const seat = await opened(host, 1);
    const { pool, offers } = watched(seat);
    const rows = logits([40, 2 ** 15]);
    // The result's place, as the pool is told it: nothing here sees the array itself.
    let at = 0;
    const told: Pool = {
      ...pool,
      offer: (work) => {
        // SAFETY: the engine's offer of a job that stores rows.
        at = (work as { job: { out: Float32Array } }).job.out.byteOffset;
        return pool.offer(work);
      },
    };
    let work: Steps<Tensor> | null = softmaxTensor(rows);
    work.next();
    work.next(told);
    await until(() => offers[0]?.inHand((slot) => seat.isAlive(slot)) === true);
    expect(() => work?.throw(new Cancelled())).toThrow(Cancelled);
    work = null;
    /** Whether one of so many arrays as would have had room before gets a part of that place. */
    const isLent = async (): Promise<boolean> => {
      await collected();
      const arrays = Array.from({ length: 12 }, () => allocate("float32", rows.data.length));
      return arrays.some(({ byteOffset, byteLength }) => byteOffset < at + byteLength && at < byteOffset + byteLength);
    };
    expect(await isLent()).toBe(false);
    for (const task of offers[0]?.orphans(() => false) ?? []) offers[0]?.complete(task);
    await driven(logsumexp(rows), seat.ask);
    let lent = false;
    // When garbage is collected is not for a test to say.
    for (let turn = 0; turn < 50 && !lent; turn++) lent = await isLent();
    expect(lent).toBe(true);
  });

  it("leave a job whose session is gone after the task in hand", () => {
    const claims = Claims.of(5);
    const done: number[] = [];
    help(
      { job: null, words: claims.words, backend: "", posted: null },
      0,
      () => ({ run: (task) => done.push(task), close: () => undefined }),
      () => false,
    );
    expect(done).toEqual([0]);
  });

  it("claim nothing before they are ready, and nothing at all where they can't be", () => {
    const claims = Claims.of(2);
    const offer = { job: null, words: claims.words, backend: "", posted: null };
    const failing = (): never => {
      throw new Error("no kernels");
    };
    help(offer, 0, failing, () => true);
    const inHand: number[] = [];
    const start = (): Runner => {
      inHand.push(...claims.orphans(() => false));
      return { run: () => undefined, close: () => undefined };
    };
    help(offer, 0, start, () => true);
    expect({ inHand, finished: claims.finished }).toEqual({ inHand: [], finished: true });
  });

  it("are no more after their pool is disposed", async () => {
    const workers: Worker[] = [];
    const host = new PoolHost(2, (ended) => {
      const { worker, thread } = startThread(entry, ended);
      workers.push(worker);
      return thread;
    });
    await opened(host, 2);
    const gone = Promise.all(workers.map((worker) => once(worker, "exit")));
    host.dispose();
    await gone;
    expect({ seats: host.seat(), workers: workers.length }).toEqual({ seats: null, workers: 2 });
  });
});

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Garbage is collected, and those who wait for it are told. */
async function collected(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function rest<T>(work: Steps<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A thread that takes one task of an offer, and does something else. */
function claimAnd(next: () => void): PoolThread {
  let slot = -1;
  const hear = (message: ThreadMessage): void => {
    if (!message.link) slot = message.slot;
    else
      listen(message.link, (offered) => {
        // SAFETY: the engine's offers hold their claims.
        if (new Claims((offered as { work: { words: Int32Array } }).work.words).claim(slot) >= 0) next();
      });
  };
  return { post: hear, terminate: () => undefined };
}
