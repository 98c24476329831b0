#!/usr/bin/env node
/**
 * Measures the engine against a plain JavaScript loop and NumPy (where python3 has it), one thread each.
 *   --quick       smaller shapes, fewer rounds
 *   --only a,b    only these workloads, by name
 *   --rounds n    default 15, quick 5
 *   --out FILE    default build/bench.json
 * In each round every contender runs once, so that what else the machine does meets all of them. Seeds are fixed. The JSON:
 * {"machine": {…}, "rows": [{workload, dtype, shape, contender, threads, output: "new"|"reused"|"none", medianMs, q1Ms, q3Ms, rounds}]}
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../scripts/install.mjs";
import { loadEngine } from "./engine.mjs";
import { quartiles, timed } from "./measure.mjs";
import { startNumpy } from "./numpy.mjs";
import { workloads } from "./workloads.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
    out: { type: "string", default: join(ROOT, "build/bench.json") },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 5 : 15));
const engine = await loadEngine();
const numpy = await startNumpy();

/** One row a contender, all contenders interleaved. */
async function measure(workload, shape) {
  const { contenders, dtype } = workload;
  const runs = contenders(engine, shape).map(({ run, ...row }) => ({ ...row, times: [], once: async () => timed(run) }));
  for (const row of numpy ? await numpy.prepare(workload.name, dtype, shape) : []) {
    runs.push({ ...row, times: [], once: () => numpy.run(row.output) });
  }
  for (const run of runs) await run.once();
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) run.times.push(await run.once());
  }
  return runs.map(({ contender, output, times }) => ({
    workload: workload.name,
    dtype,
    shape,
    contender,
    threads: 1,
    output,
    ...quartiles(times),
    rounds,
  }));
}

function print(rows) {
  const ours = rows.find((row) => row.contender === "softmaxnb");
  for (const { workload, dtype, shape, contender, output, medianMs, q1Ms, q3Ms } of rows) {
    const name = `${workload} ${dtype} ${shape.join("×")}`.padEnd(34);
    const times = `${medianMs.toPrecision(3)} ms (${q1Ms.toPrecision(3)}–${q3Ms.toPrecision(3)})`.padEnd(34);
    process.stdout.write(`${name}${`${contender} ${output}`.padEnd(18)}${times}${(medianMs / ours.medianMs).toFixed(2)}×\n`);
  }
}

const chosen = workloads.filter(({ name }) => !values.only || values.only.split(",").includes(name));
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 1e9),
  load: loadavg(),
  node: process.version,
  kernels: engine.kernels(1).name,
  numpy: numpy?.version ?? null,
};
process.stdout.write(`${JSON.stringify(machine)}\n`);
const rows = [];
for (const workload of chosen) {
  for (const shape of values.quick ? workload.quick : workload.shapes) {
    const measured = await measure(workload, shape);
    print(measured);
    rows.push(...measured);
  }
}
numpy?.end();
await mkdir(dirname(values.out), { recursive: true });
await writeFile(values.out, `${JSON.stringify({ machine, rows })}\n`);
