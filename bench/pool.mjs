import { availableParallelism } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../scripts/install.mjs";
import { bundled } from "./engine.mjs";
import { timedAsync } from "./measure.mjs";
import { ours } from "./workloads.mjs";

/** Workloads that the engine divides among threads. */
const DIVIDED = ["softmax", "log_softmax", "logsumexp", "entropy", "topk", "attention"];

const SOURCE = `
  export * from "./src/engine/index.ts";
  export { allocate, drive } from "./src/model/index.ts";
  export { nodePool } from "./src/worker/poolHost.node.ts";
  export { PoolSeat } from "./src/worker/poolSeat.ts";
`;

/** The engine on as many threads as there are cores, as a session has them; null where there is one core. */
export async function startPool() {
  const threads = availableParallelism();
  if (threads === 1) return null;
  const entry = join(ROOT, "build/bench-pool.cjs");
  const options = { entryPoints: [join(ROOT, "src/worker/pool.node.ts")], outfile: entry, bundle: true, minify: true };
  await build({ ...options, format: "cjs", platform: "node" });
  const engine = await bundled("bench-pooled", SOURCE);
  const host = engine.nodePool(entry, threads);
  engine.lendLargeArrays();
  const seat = new engine.PoolSeat(host.seat());
  seat.ask();
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  while (seat.size < threads - 1) await pause();
  const run = (work) => engine.drive(work, { pool: seat.ask, pause, now: () => performance.now() });
  return { threads, prepare: (workload, z) => prepare(engine, run, threads, workload, z), end: () => host.dispose() };
}

function prepare(engine, run, threads, { name }, z) {
  if (!DIVIDED.includes(name)) return [];
  const held = ({ dtype, data }) => {
    const copy = engine.allocate(dtype, data.length);
    copy.set(data);
    return copy;
  };
  const logits = Array.isArray(z) ? z.map((x) => ({ ...x, data: held(x) })) : { ...z, data: held(z) };
  const row = (output, options) => ({
    contender: "softmaxnb",
    threads,
    output,
    once: () => timedAsync(() => run(ours[name](engine, logits, options))),
  });
  if (name === "softmax") return [row("new", {}), row("reused", { out: held(z) })];
  return [row(name === "log_softmax" ? "new" : "none", {})];
}
