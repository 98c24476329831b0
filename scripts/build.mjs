#!/usr/bin/env node
/**
 * Builds the bundles of scripts/bundles.mjs. Plain `node scripts/build.mjs` makes those that ship.
 *   --tests     also those of the tests
 *   --only a,b  only these, by name
 *   --dev       readable, with source maps
 */
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundles } from "./bundles.mjs";
import { metafilesOf, noticesOf } from "./notices.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** esbuild's options for one row of the table. */
function optionsOf(bundle, dev) {
  const node = bundle.platform === "node";
  return {
    absWorkingDir: ROOT,
    entryPoints: [bundle.entry],
    outfile: bundle.out,
    bundle: true,
    format: bundle.format,
    platform: bundle.platform,
    target: bundle.target,
    external: bundle.external,
    mainFields: node ? ["module", "main"] : ["browser", "module", "main"],
    banner: bannerOf(bundle),
    minify: !dev,
    sourcemap: dev ? "inline" : false,
    legalComments: "none",
    // V8 holds a text with one letter beyond Latin-1 at twice the size.
    charset: node ? "ascii" : "utf8",
    plugins: bundle.shared ? [sharing(bundle.shared)] : [],
    metafile: true,
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"', SOFTMAXNB_VERSION: JSON.stringify(version) },
  };
}

/** Takes layers from another bundle, which exports what their index.ts do. */
function sharing({ from, layers }) {
  const indexes = layers.map((layer) => join(ROOT, layer, "index.ts"));
  const resolve = ({ path, resolveDir }) => (indexes.includes(join(resolveDir, path)) ? { path: from, external: true } : undefined);
  return { name: "shared layers", setup: (build) => build.onResolve({ filter: /index\.ts$/ }, resolve) };
}

function bannerOf(bundle) {
  if (!bundle.executable) return {};
  const shim = 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);';
  return { js: `#!/usr/bin/env node\n${shim}` };
}

/** Builds one bundle; gives its size in bytes. Rejects with esbuild's BuildFailure. */
async function buildOne(esbuild, bundle, dev) {
  const result = await esbuild.build(optionsOf(bundle, dev));
  const meta = join(ROOT, "build/meta", `${bundle.name}.json`);
  await mkdir(dirname(meta), { recursive: true });
  await writeFile(meta, JSON.stringify(result.metafile));
  if (bundle.executable) await chmod(join(ROOT, bundle.out), 0o755);
  return result.metafile.outputs[bundle.out].bytes;
}

/** The rows that the arguments ask for; throws where one is unknown or has no entry. */
function chosen(values) {
  const names = values.only?.split(",");
  const unknown = names?.filter((name) => !bundles.some((bundle) => bundle.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`no such bundle: ${unknown.join(", ")}. There are: ${bundles.map((b) => b.name).join(", ")}`);
  const rows = bundles.filter((bundle) => (names ? names.includes(bundle.name) : values.tests || !bundle.test));
  const missing = rows.filter((bundle) => !existsSync(join(ROOT, bundle.entry)));
  if (missing.length === 0) return rows;
  throw new Error(missing.map((bundle) => `${bundle.name}: its entry ${bundle.entry} is not there`).join("\n"));
}

/** Builds all rows; prints a line each; gives the number that failed. */
export async function build(values) {
  const esbuild = await import("esbuild");
  const rows = chosen(values);
  let failed = 0;
  for (const bundle of rows) {
    try {
      const bytes = await buildOne(esbuild, bundle, values.dev);
      const over = !values.dev && bytes > bundle.budget ? `  OVER its budget of ${kilobytes(bundle.budget)}` : "";
      process.stdout.write(`${bundle.out.padEnd(28)} ${kilobytes(bytes)}${over}\n`);
    } catch (reason) {
      failed += 1;
      await rm(join(ROOT, bundle.out), { force: true });
      process.stderr.write(`${bundle.name} failed\n${await describe(esbuild, reason)}\n`);
    }
  }
  if (failed === 0) await writeFile(join(ROOT, "dist/notices.txt"), noticesOf(metafilesOf(bundles.filter((bundle) => !bundle.test))));
  return failed;
}

async function describe(esbuild, reason) {
  if (!Array.isArray(reason?.errors)) return String(reason?.stack ?? reason);
  return (await esbuild.formatMessages(reason.errors, { kind: "error" })).join("");
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}

/** @type {import("node:util").ParseArgsConfig["options"]} */
const OPTIONS = { tests: { type: "boolean" }, only: { type: "string" }, dev: { type: "boolean" } };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = (await build(parseArgs({ options: OPTIONS }).values)) > 0 ? 1 : 0;
  } catch (reason) {
    process.stderr.write(`${reason.message}\n`);
    process.exitCode = 1;
  }
}
