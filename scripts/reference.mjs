#!/usr/bin/env node
/**
 * Writes docs/reference.md, and the table of functions in README.md, from the vocabulary table of src/language. `--check` only says
 * whether they are current (exit code 1: not).
 */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const REFERENCE = "docs/reference.md";
const README = "README.md";
const MARKED = /(<!-- functions -->\n)[\s\S]*(?=<!-- \/functions -->)/;

const INTRODUCTION = `# Reference

Every function of the notebook language on top of mathjs's own. Arguments are positional in the order given, or by keyword
(\`softmax(z, tau = 0.5)\`); \`= x\` is what an argument is where it is left out, \`none\` means none. \`axis\` is another word for \`dim\`.
A matrix literal works wherever a tensor does; a distribution serves with its probabilities. Axes, indices and labels count from 0,
subscripts \`x[1]\` from 1.

<!-- Written by scripts/reference.mjs from src/language/vocabulary: change it there. -->
`;

/** The reference as Markdown, family by family. */
export function referenceOf(vocabulary) {
  const families = grouped(vocabulary);
  const parts = [...families].map(([family, entries]) => `## ${family}\n\n${entries.map(entryText).join("\n")}`);
  return `${INTRODUCTION}\n${parts.join("\n")}`;
}

/** The functions by family, a line each, as links into the reference. */
export function tableOf(vocabulary) {
  const link = ({ name }) => `[${name}](${REFERENCE}#${name.toLowerCase()})`;
  const lines = [...grouped(vocabulary)].map(([family, entries]) => `| ${family} | ${entries.map(link).join(", ")} |`);
  return ["| family | functions |", "|---|---|", ...lines, ""].join("\n");
}

function grouped(vocabulary) {
  const families = new Map();
  for (const entry of vocabulary) families.set(entry.family, [...(families.get(entry.family) ?? []), entry]);
  return families;
}

function entryText(entry) {
  const notes = entry.parameters.filter((parameter) => parameter.docs).map((parameter) => `- \`${parameter.name}\`: ${parameter.docs}`);
  return [
    `### ${entry.name}\n`,
    `\`${entry.signature}\`\n`,
    `${entry.docs}\n`,
    ...(notes.length > 0 ? [`${notes.join("\n")}\n`] : []),
    ...(entry.formula === "" ? [] : [`$$${entry.formula}$$\n`]),
    `Source: ${entry.source}.\n`,
    `\`\`\`softmax\n${entry.example}\n\`\`\`\n`,
  ].join("\n");
}

/** The vocabulary, bundled as it is now. */
async function loadVocabulary() {
  const { build } = await import("esbuild");
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/language/index.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "error",
  });
  const module = `data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString("base64")}`;
  return (await import(module)).vocabulary;
}

async function main() {
  const vocabulary = await loadVocabulary();
  const readme = await readFile(join(ROOT, README), "utf8");
  await settle(REFERENCE, referenceOf(vocabulary));
  if (!MARKED.test(readme)) throw new Error(`${README} has no place for the functions: <!-- functions --> … <!-- /functions -->`);
  await settle(
    README,
    readme.replace(MARKED, (_, mark) => mark + tableOf(vocabulary)),
  );
}

/** Writes the file, or says that it should be written. */
async function settle(file, text) {
  if (!argv.includes("--check")) return writeFile(join(ROOT, file), text);
  if ((await readFile(join(ROOT, file), "utf8").catch(() => "")) === text) return;
  process.stderr.write(`${file} is not current: run node scripts/reference.mjs\n`);
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) await main();
