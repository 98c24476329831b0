import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { lendLargeArrays } from "../../../src/engine/index.ts";
import { Claims } from "../../../src/engine/parallel/claims.ts";
import { drive, type Pool, type Steps } from "../../../src/model/index.ts";
import type { PoolHost } from "../../../src/worker/poolHost.ts";
import { PoolSeat } from "../../../src/worker/poolSeat.ts";

const ENTRY = resolve("build/test/unit-pool.cjs");

/** Bundles the entry of the pool's threads, as a build does. Returns its path. */
export async function bundlePool(): Promise<string> {
  await mkdir(join(ENTRY, ".."), { recursive: true });
  await build({
    entryPoints: ["src/worker/pool.node.ts"],
    outfile: ENTRY,
    bundle: true,
    format: "cjs",
    platform: "node",
    logLevel: "error",
  });
  return ENTRY;
}

/** A seat in a pool of `helpers` threads beside this one, which are up and known. */
export async function startPool(host: PoolHost, helpers: number): Promise<PoolSeat> {
  const given = host.seat();
  if (!given) throw new Error("the pool has no seat");
  lendLargeArrays();
  const seat = new PoolSeat(given);
  seat.ask();
  await until(() => seat.size === helpers);
  return seat;
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause();
}

function pause(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

export function driven<T>(work: Steps<T>, pool: () => Pool | null, signal?: { aborted: boolean }): Promise<T> {
  return drive(work, { pool, pause, now: () => performance.now(), sliceMs: 1, signal });
}

/** `pool`, and the claims of each offer that goes to it. */
export function watched(seat: PoolSeat): { pool: Pool; offers: Claims[] } {
  const offers: Claims[] = [];
  const offer = (work: unknown): (() => void) => {
    // SAFETY: the engine's offers hold their claims.
    offers.push(new Claims((work as { words: Int32Array }).words));
    return seat.offer(work);
  };
  return { pool: { offer, isAlive: (slot) => seat.isAlive(slot) }, offers };
}
