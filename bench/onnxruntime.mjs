import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../scripts/install.mjs";
import { timedAsync } from "./measure.mjs";
import { onnxModel } from "./onnx.mjs";

/** Its threads look for more work for a while after each call, which would take from who comes next. */
const SPINNING_MS = 20;
const FOLDER = join(ROOT, "bench");
const require = createRequire(join(FOLDER, "package.json"));

function found() {
  try {
    return require("onnxruntime-node");
  } catch {
    return null;
  }
}

/** onnxruntime-node, installed into bench/ on first use, without its scripts, which would download a GPU's libraries. Null where that fails. */
export function startOnnxruntime(say) {
  if (!found()) {
    say("Getting onnxruntime-node (once: 290 MB in bench/node_modules)…");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    spawnSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] });
  }
  const ort = found();
  if (!ort) return null;
  return { version: require("onnxruntime-node/package.json").version, prepare: (workload, z) => prepare(ort, workload, z) };
}

/** Contenders of a workload: on one thread and on all, with a result of its own and, on all, probabilities into one that is used again. */
async function prepare(ort, { name, dtype, shape }, z) {
  const model = dtype === "float32" ? onnxModel(name, shape) : null;
  if (!model) return [];
  const tensor = (data) => new ort.Tensor("float32", data, shape);
  const feeds = Array.isArray(z) ? { q: tensor(z[0].data), k: tensor(z[1].data), v: tensor(z[2].data) } : { z: tensor(z.data) };
  const shares = name === "softmax" || name === "log_softmax";
  const rows = [];
  for (const threads of new Set([1, cpus().length])) {
    const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 });
    const once = async (run) => {
      const ms = await timedAsync(run);
      if (threads > 1) await sleep(SPINNING_MS);
      return ms;
    };
    const row = (output, run) => ({ contender: "onnxruntime-node", threads, output, once: () => once(run) });
    rows.push(row(shares ? "new" : "none", () => session.run(feeds)));
    const reused = shares && threads > 1 ? { p: tensor(new Float32Array(z.data.length)) } : null;
    if (reused) rows.push(row("reused", () => session.run(feeds, reused)));
  }
  return rows;
}
