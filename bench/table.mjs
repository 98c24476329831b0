#!/usr/bin/env node
/**
 * Texts of the bench's rows. As a command, `node bench/table.mjs FILE`: writes the table of `npm run bench -- --json FILE` and how the goals
 * stand into README.md, between <!-- bench --> and <!-- /bench -->.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../scripts/install.mjs";
import { standing } from "./goals.mjs";
import { workloads } from "./workloads.mjs";

/** Milliseconds with three digits, small ones in µs. */
function time(ms) {
  return ms < 0.1 ? `${Number((ms * 1000).toPrecision(3))} µs` : `${Number(ms.toPrecision(3))} ms`;
}

function title({ workload, dtype, shape }) {
  return `${workload} ${dtype} ${shape.map((n) => n.toLocaleString("en")).join(" × ")}`;
}

/** How much of the memory's speed a row reaches: the time of its limit over its own, in percent. */
function share(row, rows) {
  const { limit } = workloads.find(({ name }) => name === row.workload);
  const bound = rows.find(({ contender }) => contender === limit);
  return bound ? `${Math.round((100 * bound.medianMs) / row.medianMs)} %` : "–";
}

/** Lines for a terminal, of the rows of one workload. */
export function lines(rows) {
  const [first] = rows;
  return rows.map((row) => {
    const name = `${row.contender} ${row.output}${row.threads > 1 ? ` ×${row.threads}` : ""}`;
    const spread = `${time(row.medianMs)} (${time(row.q1Ms)} – ${time(row.q3Ms)})`;
    const ratio = `${(row.medianMs / first.medianMs).toFixed(2)}×`;
    const memory = row.mebibytes ? `, ${row.mebibytes} MiB` : "";
    return `${title(row).padEnd(36)}${name.padEnd(28)}${spread.padEnd(36)}${ratio.padStart(8)}${share(row, rows).padStart(8)} of the limit${memory}`;
  });
}

const COLUMNS = [
  ["softmaxnb", "softmaxnb", 1],
  ["softmaxnb, pool", "softmaxnb", 2],
  ["onnxruntime-node", "onnxruntime-node", 1],
  ["the same, all threads", "onnxruntime-node", 2],
  ["NumPy", "numpy", 1],
  ["JS loop", "js", 1],
];

/** The least of several is the contender at its best; `threads` 2 stands for more than one. */
function cell(rows, contender, threads) {
  const texts = rows
    .filter((row) => row.contender === contender && row.threads > 1 === threads > 1)
    .map((row) => `${time(row.medianMs)}${row.output === "reused" ? " reused" : ""}${row.mebibytes ? ` (${row.mebibytes} MiB)` : ""}`);
  return texts.length > 0 ? texts.join(", ") : "–";
}

function groups(rows) {
  const keys = [...new Set(rows.map(title))];
  return keys.map((key) => rows.filter((row) => title(row) === key));
}

function tableOf(rows) {
  const head = ["", ...COLUMNS.map(([text]) => text), "share of the limit"];
  const body = groups(rows).map((group) => {
    const mine = group.filter(({ contender }) => contender === "softmaxnb");
    const best = mine.reduce((a, b) => (b.medianMs < a.medianMs ? b : a));
    return [title(group[0]), ...COLUMNS.map(([, contender, threads]) => cell(group, contender, threads)), share(best, group)];
  });
  const used = head.map((_, i) => i === 0 || body.some((row) => row[i] !== "–"));
  const line = (cells) => `| ${cells.filter((_, i) => used[i]).join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "--:"))), ...body.map(line)];
}

function machineOf({ cpu, cores, load, node, kernels, numpy, onnxruntime }) {
  const peers = [numpy && `NumPy ${numpy}`, onnxruntime && `onnxruntime-node ${onnxruntime}`].filter(Boolean);
  const others = load[0] > 1 ? `, with other work on the machine (load ${Math.round(load[0])})` : "";
  return `Medians on ${cores} cores of ${cpu}, Node ${node.slice(1)}, ${kernels} SIMD${others}${peers.length > 0 ? `, against ${peers.join(" and ")}` : ""}:`;
}

async function write(file) {
  const { machine, rows } = JSON.parse(await readFile(file, "utf8"));
  const text = [machineOf(machine), "", ...tableOf(rows), "", "Goals, and where they stand:", "", ...standing(rows)].join("\n");
  const readme = join(ROOT, "README.md");
  const [before, rest] = (await readFile(readme, "utf8")).split("<!-- bench -->");
  const [, after] = rest.split("<!-- /bench -->");
  await writeFile(readme, `${before}<!-- bench -->\n${text}\n<!-- /bench -->${after}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await write(process.argv[2]);
