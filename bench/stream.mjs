/**
 * What the command line takes for logsumexp, the 50 largest, entropy and a histogram of a .npy file of 4 GB, its pages in the system's cache.
 * Contenders take turns: ours on all cores and on one thread, NumPy (where python3 has it) over a memory map, and reading alone. A cell's own
 * time counts, without the start of the process; of memory the most that the process held.
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../scripts/install.mjs";
import { writeBigFile } from "./bigFile.mjs";
import { quartiles } from "./measure.mjs";

const CELL = "logsumexp(z)\ntopk(z, 50)\nentropy(softmax(z))\nhistogram(z, bins = 64)";
/** The most that a process held itself; what `resourceUsage` tells is no less than what its parent held when it was started. */
const REPORT =
  "data:text/javascript,import{readFileSync}from'node:fs';process.on('exit',()=>process.stderr.write(readFileSync('/proc/self/status','utf8')))";

function mebibytesOf(status) {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)[1]) / 1024;
}

function ours(folder, threads) {
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
    return { ms: JSON.parse(stdout).cells[0].elapsedMs, mebibytes: mebibytesOf(stderr) };
  };
  return { contender: "softmaxnb", threads, once };
}

/** By chunks, as one writes it for a file that does not fit: the terms of log-sum-exp and entropy rescaled to each new maximum, then the bins. */
const NUMPY = `
import json, sys, time
import numpy as np
z = np.load(sys.argv[1], mmap_mode="r")
start = time.perf_counter()
m, total, moment, lo = np.float32(-np.inf), 0.0, 0.0, np.inf
best = np.empty(0, np.float32)
chunk = 2**20
for at in range(0, len(z), chunk):
    part = z[at : at + chunk]
    top = max(m, part.max())
    d = part - top
    e = np.exp(d)
    if total:
        factor = np.exp(float(m - top))
        moment = factor * (moment + float(m - top) * total)
        total *= factor
    moment += float(np.dot(d, e))
    total += float(e.sum())
    m, lo = top, min(lo, part.min())
    best = np.partition(np.concatenate([best, np.partition(part, len(part) - 50)[-50:]]), -50)[-50:] if len(part) > 50 else best
h = np.log(total) - moment / total
counts = sum(np.histogram(z[at : at + chunk], 64, (lo, m))[0] for at in range(0, len(z), chunk))
ms = 1000 * (time.perf_counter() - start)
print(json.dumps({"ms": ms, "status": open("/proc/self/status").read()}))
`;

function numpy(path) {
  if (spawnSync("python3", ["-c", "import numpy"]).status !== 0) return [];
  const once = () => {
    const { ms, status } = JSON.parse(spawnSync("python3", ["-c", NUMPY, path], { encoding: "utf8" }).stdout);
    return { ms, mebibytes: mebibytesOf(status) };
  };
  return [{ contender: "numpy", threads: 1, once }];
}

/** What it takes to read the file once, and nothing else. */
const reading = (path) => ({
  contender: "read",
  threads: 1,
  once: () => {
    const buffer = new Uint8Array(2 ** 18);
    const file = openSync(path, "r");
    const start = performance.now();
    for (let at = 0; readSync(file, buffer, 0, buffer.length, at) > 0; ) at += buffer.length;
    const ms = performance.now() - start;
    closeSync(file);
    // It reads in this process, whose memory says nothing.
    return { ms, mebibytes: 0 };
  },
});

/**
 * Rows as run.mjs writes them, each with `mebibytes`, the most memory that its process held.
 * @param {{ name: string, dtype: string, shape: number[] }} workload  how many float32 the file holds; it is made in the system's folder for such, and deleted
 * @param {number} rounds
 */
export function stream({ name, dtype, shape: [count] }, rounds) {
  const folder = mkdtempSync(join(tmpdir(), "softmaxnb-stream-"));
  const path = join(folder, "z.npy");
  try {
    writeBigFile(path, count);
    writeFileSync(join(folder, "big.softmaxnb"), `---\nsoftmaxnb: 1\n---\n\n\`\`\`softmax\nz = load("z.npy")\n${CELL}\n\`\`\`\n`);
    const cores = availableParallelism();
    const contenders = [ours(folder, 1), ...(cores > 1 ? [ours(folder, cores)] : []), ...numpy(path), reading(path)];
    const runs = contenders.map((run) => ({ ...run, measured: [] }));
    for (const run of runs) run.once();
    for (let round = 0; round < rounds; round++) for (const run of runs) run.measured.push(run.once());
    return runs.map(({ contender, threads, measured }) => ({
      workload: name,
      dtype,
      shape: [count],
      contender,
      threads,
      output: "none",
      ...quartiles(measured.map(({ ms }) => ms)),
      mebibytes: Math.round(Math.max(...measured.map(({ mebibytes }) => mebibytes))),
      rounds,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
