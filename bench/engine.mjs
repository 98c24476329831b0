import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { build } from "esbuild";
import { ROOT } from "../scripts/install.mjs";

/** The engine and `finish`, bundled as they ship. */
export async function loadEngine() {
  if (Number.parseFloat(process.versions.v8) < 11.4) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const source = 'export * from "./src/engine/index.ts"; export { finish } from "./src/model/index.ts";';
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: source, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  const file = join(ROOT, "build/bench-engine.mjs");
  await mkdir(join(ROOT, "build"), { recursive: true });
  await writeFile(file, outputFiles[0].contents);
  return import(pathToFileURL(file).href);
}
