#!/usr/bin/env node
/**
 * Measures what the command line takes for logsumexp, the 50 largest, entropy and a histogram of a .npy file, its pages in the system's cache.
 *   --gigabytes n  size of the file, default 4
 *   --rounds n     default 5
 *   --folder PATH  where the file is made and deleted; default: the system's folder for such
 *   --json FILE    writes rows as bench/run.mjs does
 * Contenders take turns: ours on all cores and on one thread, NumPy (where python3 has it) over a memory map, and reading alone. A cell's own
 * time counts, without the start of the process; of memory the most that the process held.
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../scripts/install.mjs";
import { writeBigFile } from "./bigFile.mjs";
import { quartiles } from "./measure.mjs";

const { values } = parseArgs({
  options: {
    gigabytes: { type: "string", default: "4" },
    rounds: { type: "string", default: "5" },
    folder: { type: "string", default: tmpdir() },
    json: { type: "string" },
  },
});
const count = Number(values.gigabytes) * 250_000_000;
const folder = mkdtempSync(join(values.folder, "softmaxnb-stream-"));
const path = join(folder, "z.npy");
const CELL = "logsumexp(z)\ntopk(z, 50)\nentropy(softmax(z))\nhistogram(z, bins = 64)";
const REPORT = "data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS '+process.resourceUsage().maxRSS))";

function ours(threads) {
  const once = () => {
    const args = [
      "--import",
      REPORT,
      join(ROOT, "dist/cli.mjs"),
      "run",
      join(folder, "big.softmaxnb"),
      "--json",
      "--threads",
      String(threads),
    ];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
    if (status !== 0) throw new Error(stderr);
    return { ms: JSON.parse(stdout).cells[0].elapsedMs, mebibytes: Number(/maxRSS (\d+)/.exec(stderr)[1]) / 1024 };
  };
  return { contender: "softmaxnb", threads, once };
}

const NUMPY = `
import json, resource, sys, time
import numpy as np
z = np.load(sys.argv[1], mmap_mode="r")
start = time.perf_counter()
m = z.max()
e = np.exp(z - m)
total = e.sum()
h = np.log(total) - np.dot(z - m, e) / total
best = np.argpartition(z, -50)[-50:]
counts, _ = np.histogram(z, 64)
print(json.dumps({"ms": 1000 * (time.perf_counter() - start), "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
`;

function numpy() {
  if (spawnSync("python3", ["-c", "import numpy"]).status !== 0) return [];
  const once = () => JSON.parse(spawnSync("python3", ["-c", NUMPY, path], { encoding: "utf8" }).stdout);
  return [{ contender: "numpy", threads: 1, once }];
}

/** What it takes to read the file once, and nothing else. */
const reading = {
  contender: "read",
  threads: 1,
  once: () => {
    const buffer = new Uint8Array(2 ** 18);
    const file = openSync(path, "r");
    const start = performance.now();
    for (let at = 0; readSync(file, buffer, 0, buffer.length, at) > 0; ) at += buffer.length;
    const ms = performance.now() - start;
    closeSync(file);
    return { ms, mebibytes: process.memoryUsage.rss() / 2 ** 20 };
  },
};

try {
  writeBigFile(path, count);
  writeFileSync(join(folder, "big.softmaxnb"), `---\nsoftmaxnb: 1\n---\n\n\`\`\`softmax\nz = load("z.npy")\n${CELL}\n\`\`\`\n`);
  const cores = availableParallelism();
  const contenders = [...(cores > 1 ? [ours(cores)] : []), ours(1), ...numpy(), reading].map((run) => ({ ...run, measured: [] }));
  for (const run of contenders) run.once();
  const rounds = Number(values.rounds);
  for (let round = 0; round < rounds; round++) for (const run of contenders) run.measured.push(run.once());
  const rows = contenders.map(({ contender, threads, measured }) => ({
    workload: "stream",
    dtype: "float32",
    shape: [count],
    contender,
    threads,
    output: "none",
    ...quartiles(measured.map(({ ms }) => ms)),
    mebibytes: Math.max(...measured.map(({ mebibytes }) => mebibytes)),
    rounds,
  }));
  for (const { contender, threads, medianMs, mebibytes } of rows) {
    const speed = (4e-6 * count) / medianMs;
    process.stdout.write(
      `${`${contender} ${threads}`.padEnd(16)}${medianMs.toFixed(0)} ms  ${speed.toFixed(2)} GB/s  ${mebibytes.toFixed(0)} MiB\n`,
    );
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine: { cpu: cpus()[0]?.model, cores }, rows })}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
