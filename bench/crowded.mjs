#!/usr/bin/env node
/**
 * Measures softmax of 1e6 float32 logits while another process takes a core: on the pool of all cores against one thread, with and without
 * it. Contenders take turns, medians of --rounds n (default 101).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { loadEngine, logitsOf } from "./engine.mjs";
import { quartiles, timed } from "./measure.mjs";
import { startPool } from "./pool.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "101" } } });
const workload = { name: "softmax", dtype: "float32", shape: [1_000_000] };
const engine = await loadEngine();
const pool = await startPool();
if (!pool) throw new Error("there is one core only");
const z = logitsOf(engine, workload);
const out = z.data.slice();
const alone = () => timed(() => engine.finish(engine.softmaxTensor(z, { out })));
const [, together] = pool.prepare(workload, z);

async function measure() {
  const times = { alone: [], together: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    times.alone.push(alone());
    times.together.push(await together.once());
  }
  return { alone: quartiles(times.alone).medianMs, together: quartiles(times.together).medianMs };
}

const free = await measure();
const spinner = spawn(process.execPath, ["-e", "process.stdout.write('.'); for (;;);"], { stdio: ["ignore", "pipe", "inherit"] });
await once(spinner.stdout, "data");
const crowded = await measure();
spinner.kill();
const say = (name, { alone: one, together: all }) =>
  process.stdout.write(`${name.padEnd(24)}one thread ${one.toFixed(3)} ms, ${pool.threads} threads ${all.toFixed(3)} ms\n`);
say("nobody else", free);
say("one core taken", crowded);
process.stdout.write(
  `with one core taken ${pool.threads} threads take ${(crowded.together / free.alone).toFixed(2)} of one thread's time on a free machine\n`,
);
pool.end();
