#!/usr/bin/env node
/**
 * Measures the engine against onnxruntime-node, NumPy (where python3 has it), a plain JavaScript loop, and what the memory can copy or read.
 *   --quick        fewer workloads, in under a minute on a machine with nothing else to do
 *   --only a,b     only these workloads, by name
 *   --rounds n     default 15
 *   --json FILE    writes {"machine": {…}, "rows": [{workload, dtype, shape, contender, threads, output: "new"|"reused"|"none",
 *                  medianMs, q1Ms, q3Ms, rounds}]}; `node bench/table.mjs FILE` makes the README's table of it
 * In each round every contender runs once, so that what else the machine does meets all of them. Seeds are fixed.
 */
import { writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { js, loadEngine, logitsOf, softmaxnb } from "./engine.mjs";
import { frame } from "./frame.mjs";
import { quartiles } from "./measure.mjs";
import { memory } from "./memory.mjs";
import { startNumpy } from "./numpy.mjs";
import { startOnnxruntime } from "./onnxruntime.mjs";
import { startPool } from "./pool.mjs";
import { stream } from "./stream.mjs";
import { lines } from "./table.mjs";
import { workloads } from "./workloads.mjs";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" }, rounds: { type: "string" }, json: { type: "string" } },
});
const say = (line) => process.stdout.write(`${line}\n`);
const rounds = Number(values.rounds ?? 15);
const engine = await loadEngine();
const numpy = await startNumpy();
const onnxruntime = startOnnxruntime(say);
const pool = await startPool();
if (!numpy) say("NumPy is left out: python3 has none.");
if (!onnxruntime) say("onnxruntime-node is left out: it could not be installed.");

/** The contenders of a workload, ours first. */
async function contendersOf(workload) {
  const z = logitsOf(engine, workload);
  if (workload.name === "frame") return [await frame(z)];
  return [
    ...softmaxnb(engine, workload, z),
    ...(pool?.prepare(workload, z) ?? []),
    ...((await onnxruntime?.prepare(workload, z)) ?? []),
    ...((await numpy?.prepare(workload)) ?? []),
    ...js(workload, z),
    ...(Array.isArray(z) ? [] : memory(z)),
  ];
}

/** One row a contender, all contenders interleaved. */
async function measure(workload) {
  if (workload.name === "stream") return stream(workload, rounds);
  const runs = (await contendersOf(workload)).map((row) => ({ ...row, times: [] }));
  for (const run of runs) await run.once();
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) run.times.push(await run.once());
  }
  const { name, dtype, shape } = workload;
  return runs.map(({ contender, threads, output, times }) => ({
    workload: name,
    dtype,
    shape,
    contender,
    threads,
    output,
    ...quartiles(times),
    rounds,
  }));
}

const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 1e9),
  load: loadavg(),
  node: process.version,
  kernels: engine.kernels(1).name,
  numpy: numpy?.version ?? null,
  onnxruntime: onnxruntime?.version ?? null,
};
say(JSON.stringify(machine));
const names = values.only?.split(",");
const rows = [];
for (const workload of workloads) {
  if (names ? !names.includes(workload.name) : values.quick && !workload.quick) continue;
  const measured = await measure(workload);
  for (const line of lines(measured)) say(line);
  rows.push(...measured);
}
numpy?.end();
pool?.end();
if (values.json) await writeFile(values.json, `${JSON.stringify({ machine, rows })}\n`);
