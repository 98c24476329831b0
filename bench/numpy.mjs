import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../scripts/install.mjs";

// NumPy's own loops run on one thread; so do its matrix products here.
const ENV = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/** NumPy in a process that answers a line of JSON with a line of JSON; null where python3 has none. */
export async function startNumpy() {
  const found = spawnSync("python3", ["-c", "import numpy; print(numpy.__version__)"], { encoding: "utf8" });
  if (found.status !== 0) return null;
  const child = spawn("python3", [join(ROOT, "bench/numpy_side.py")], { env: ENV, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("NumPy's process has ended");
    return JSON.parse(value);
  };
  return {
    version: found.stdout.trim(),
    prepare: async ({ name, dtype, shape }) =>
      (await ask({ workload: name, dtype, shape })).map((output) => ({
        contender: "numpy",
        threads: 1,
        output,
        once: () => ask({ run: output }),
      })),
    end: () => child.stdin.end(),
  };
}
