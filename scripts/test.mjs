#!/usr/bin/env node
/**
 * Everything that must hold. Installs what is missing, then runs the stages of stages.mjs, as many at a time as two cores carry; a stage
 * whose needs have failed counts as failed. The last line reads `N passed, N failed`; the exit status is 0 only where none failed.
 *   --only a,b   only these stages, and nothing that they need
 */
import { parseArgs } from "node:util";
import { inTurn } from "./inTurn.mjs";
import { stages } from "./stages.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });

/** The stages that were asked for. */
function chosen() {
  if (!values.only) return stages;
  const names = values.only.split(",");
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) throw new Error(`no such stage: ${unknown.join(", ")}. There are: ${stages.map((s) => s.name).join(", ")}`);
  return stages.filter((stage) => names.includes(stage.name));
}

/** Runs one stage; a stage that throws has failed with the error's words. */
async function runStage(stage, done) {
  const missing = stage.needs.filter((name) => done.some((other) => other.name === name && other.failed > 0));
  if (missing.length > 0) return { passed: 0, failed: 1, text: `not run, since this failed: ${missing.join(", ")}` };
  try {
    return await stage.run();
  } catch (reason) {
    return { passed: 0, failed: 1, text: String(reason?.stack ?? reason) };
  }
}

function line({ name, passed, failed, seconds }) {
  return `${failed > 0 ? "FAILED" : "ok    "} ${name.padEnd(14)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s`;
}

async function report(stage, done) {
  process.stdout.write(`... ${stage.name}\n`);
  const start = performance.now();
  const result = { name: stage.name, ...(await runStage(stage, done)) };
  result.seconds = (performance.now() - start) / 1000;
  process.stdout.write(`\n=== ${stage.name}: ${stage.title}\n${result.text ? `${result.text.trimEnd()}\n` : ""}${line(result)}\n`);
  return result;
}

const begun = performance.now();
const asked = chosen();
const done = await inTurn(asked, report);
done.sort((a, b) => asked.findIndex(({ name }) => name === a.name) - asked.findIndex(({ name }) => name === b.name));

const sum = (key) => done.reduce((total, result) => total + result[key], 0);
process.stdout.write(`\n=== summary\n${done.map(line).join("\n")}\n${((performance.now() - begun) / 1000).toFixed(0)} s in all\n`);
process.exitCode = sum("failed") > 0 || sum("passed") === 0 ? 1 : 0;
process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed\n`);
