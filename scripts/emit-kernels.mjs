#!/usr/bin/env node
/** Emits the WebAssembly kernels, from src/engine/simd/emit to src/engine/simd/modules.ts, sketchModule.ts, tallyModule.ts, matmulModule.ts and rowsModule.ts. Tests hold them together. */
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
const { kernelModule, matmulModule, rowsModule, sketchModule, tallyModule } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString("base64")}`
);

async function write(file, modules) {
  const literals = Object.entries(modules).map(([name, bytes]) => `export const ${name} =\n  "${Buffer.from(bytes).toString("base64")}";`);
  const text = ["// Written by scripts/emit-kernels.mjs from src/engine/simd/emit. Base64.", ...literals].join("\n\n");
  await writeFile(join(ROOT, "src/engine/simd", file), `${text}\n`);
}

await write("modules.ts", { RELAXED: kernelModule(true), STANDARD: kernelModule(false) });
await write("sketchModule.ts", { SKETCH: sketchModule() });
await write("tallyModule.ts", { TALLY: tallyModule() });
await write("matmulModule.ts", { MATMUL_RELAXED: matmulModule(true), MATMUL: matmulModule(false) });
await write("rowsModule.ts", { ROWS_RELAXED: rowsModule(true), ROWS: rowsModule(false) });
