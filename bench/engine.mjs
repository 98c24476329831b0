import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { build } from "esbuild";
import { ROOT } from "../scripts/install.mjs";
import { timed } from "./measure.mjs";
import * as plain from "./plain.mjs";
import { ours, TAUS } from "./workloads.mjs";

/** The engine and `finish`, bundled as they ship. */
export async function loadEngine() {
  if (Number.parseFloat(process.versions.v8) < 11.4) setFlagsFromString("--experimental-wasm-relaxed-simd");
  return bundled("bench-engine", 'export * from "./src/engine/index.ts"; export { finish } from "./src/model/index.ts";');
}

/** What `source`, a module at the root, exports, bundled as it ships. */
export async function bundled(name, source) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: source, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const file = join(ROOT, `build/${name}.mjs`);
  await mkdir(join(ROOT, "build"), { recursive: true });
  await writeFile(file, outputFiles[0].contents);
  return import(pathToFileURL(file).href);
}

/** Normal logits, the same in each run; three for attention. */
export function logitsOf(engine, { name, dtype, shape }) {
  const draw = (stream) => engine.finish(engine.randn(shape, { seed: 1, stream }, dtype));
  return name === "attention" ? ["q", "k", "v"].map(draw) : draw("bench");
}

/** Ours on one thread. */
export function softmaxnb(engine, { name }, z) {
  const row = (output, options) => ({
    contender: "softmaxnb",
    threads: 1,
    output,
    once: () => timed(() => engine.finish(ours[name](engine, z, options))),
  });
  if (name === "softmax") return [row("new", {}), row("reused", { out: z.data.slice() })];
  return [row(name === "log_softmax" ? "new" : "none", {})];
}

const loops = {
  logsumexp: ({ data }) => plain.logsumexp(data),
  entropy: ({ data }) => plain.entropy(data, 1),
  topk: ({ data }) => plain.topk(data, 50),
  sweep: ({ data }) => TAUS.map((tau) => plain.entropy(data, tau)),
};

/** What one writes without a library. */
export function js({ name, shape, loop }, z) {
  if (!loop) return [];
  const row = (output, run) => ({ contender: "js", threads: 1, output, once: () => timed(run) });
  if (name !== "softmax") return [row("none", () => loops[name](z))];
  const out = z.data.slice();
  return [row("reused", () => plain.softmax(z.data, shape.at(-1), out))];
}
