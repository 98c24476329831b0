#!/usr/bin/env node
/** Emits the WebAssembly kernels, from src/engine/simd/emit to src/engine/simd/modules.ts. A test holds the two together. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./install.mjs";

const bundle = await build({
  absWorkingDir: ROOT,
  entryPoints: ["src/engine/simd/emit/index.ts"],
  bundle: true,
  format: "esm",
  write: false,
});
const { kernelModule } = await import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString("base64")}`);

const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const text = [
  "// Written by scripts/emit-kernels.mjs from src/engine/simd/emit. Base64.",
  "",
  `export const RELAXED =\n  "${base64(kernelModule(true))}";`,
  "",
  `export const STANDARD =\n  "${base64(kernelModule(false))}";`,
  "",
];
await writeFile(join(ROOT, "src/engine/simd/modules.ts"), text.join("\n"));
