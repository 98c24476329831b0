import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadTensor, writeNpy } from "../../../src/data/index.ts";
import { countsOf, entropy, extentOf, logsumexp, randn, softmax, topk } from "../../../src/engine/index.ts";
import { type Dtype, FailureError, finish, type LazyTensor, type Steps, type Tensor } from "../../../src/model/index.ts";
import { nodeFiles } from "../../../src/worker/files.node.ts";
import { nodePool } from "../../../src/worker/poolHost.node.ts";
import type { PoolHost } from "../../../src/worker/poolHost.ts";
import type { PoolSeat } from "../../../src/worker/poolSeat.ts";
import { bundlePool, driven, startPool, until, watched } from "./startPool.ts";

/** Over 8 MB: it stays in the file. */
const LENGTH = 2_300_001;

let folder = "";
let host: PoolHost;
let seat: PoolSeat;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "softmaxnb-stored-"));
  host = nodePool(await bundlePool(), 3);
  seat = await startPool(host, 2);
});
afterAll(async () => {
  host.dispose();
  await rm(folder, { recursive: true });
});

function logits(shape: readonly number[], dtype: Dtype): Tensor {
  return finish(randn(shape, { seed: 3, stream: "stored" }, dtype));
}

const row = logits([LENGTH], "float32");

/** The tensor in a file, as a session loads it. */
async function stored(name: string, tensor: Tensor): Promise<LazyTensor> {
  await writeFile(join(folder, name), writeNpy(tensor));
  const bytes = await nodeFiles(folder, [folder]).open(name);
  const loaded = await driven(loadTensor(bytes, name), () => null);
  if (loaded.kind !== "lazy") throw new Error("it does not stay in its file");
  return loaded;
}

function* figures(z: LazyTensor | Tensor): Steps<number[]> {
  const d = yield* softmax(z, { tau: 2 });
  return [...(yield* logsumexp(z)).value.data, ...d.m, ...d.l, ...(yield* entropy(d)).data];
}

/** With ties among the largest, logits of −∞, and a run that rises. */
function spoilt({ data, ...rest }: Tensor): Tensor {
  const tensor = { ...rest, data: data.slice() };
  for (let i = 0; i < 100; i++) tensor.data[i * 20_011] = i % 2 === 0 ? 7 : -Infinity;
  for (let i = 0; i < 10_000; i++) tensor.data[1_000_000 + i] = 5 + i / 20_000;
  return tensor;
}

function* spread(z: LazyTensor | Tensor): Steps<unknown> {
  const best = yield* topk(z, 50);
  const extent = yield* extentOf(z);
  const lse = yield* logsumexp(z);
  const h = yield* entropy(yield* softmax(z));
  const counts = yield* countsOf(z, { lo: extent.lo, width: (extent.hi - extent.lo) / 37, count: 37 });
  return [best.values.data, best.indices.data, extent, lse.value.data, h.data, counts];
}

describe("elements in a file are read by the threads that fold them", () => {
  it.each<[string, readonly number[], Dtype]>([
    ["a row of float32", [LENGTH], "float32"],
    ["rows of float64", [7, 200_003], "float64"],
  ])("%s, to the bits of those in memory", async (name, shape, dtype) => {
    const tensor = logits(shape, dtype);
    const { pool, offers } = watched(seat);
    const file = await stored(`${name}.npy`, tensor);
    expect(await driven(figures(file), () => pool)).toEqual(finish(figures(tensor)));
    expect(offers.length).toBe(2);
  });

  it("once for all that one pass can tell, and again for a histogram's counts", async () => {
    const tensor = spoilt(row);
    const file = await stored("asked.npy", tensor);
    const { pool, offers } = watched(seat);
    expect(await driven(spread(file), () => pool)).toEqual(finish(spread(tensor)));
    expect(offers.length).toBe(2);
  });

  it.each([Number.NaN, Infinity])("with a %d in it", async (odd) => {
    const tensor = spoilt(row);
    tensor.data[LENGTH - 5] = odd;
    const file = await stored(`odd${odd}.npy`, tensor);
    expect(await driven(spread(file), seat.ask)).toEqual(finish(spread(tensor)));
  });

  it("and its 900 largest, of equal ones the first, by a search of their own", async () => {
    const tensor = spoilt(row);
    const file = await stored("best.npy", tensor);
    const { pool, offers } = watched(seat);
    expect(await driven(topk(file, 900), () => pool)).toEqual(finish(topk(tensor, 900)));
    expect(offers.length).toBe(1);
  });

  it("without a pool too, by the asking thread itself", async () => {
    const file = await stored("alone.npy", row);
    expect(await driven(spread(file), () => null)).toEqual(finish(spread(row)));
  });

  it("all of it but what the asking thread takes", async () => {
    const file = await stored("helped.npy", row);
    const { pool, offers } = watched(seat);
    const work = softmax(file);
    work.next();
    work.next(pool);
    await until(() => offers[0]?.finished === true);
  });

  it("and a file that is no longer what it was is a failure", async () => {
    const file = await stored("changes.npy", row);
    await writeFile(join(folder, "changes.npy"), "shorter");
    const failed = driven(figures(file), seat.ask);
    await expect(failed).rejects.toBeInstanceOf(FailureError);
    await expect(failed).rejects.toThrow("changed while it was read");
    expect(seat.size).toBe(2);
  });
});
