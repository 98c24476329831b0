import { spawn } from "node:child_process";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

/** 1e8 float32 logits: 400 MB. */
const LENGTH = 100_000_000;
const PIECE = 1_000_000;
const REPORT = "data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS '+process.resourceUsage().maxRSS+'\\n'))";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "softmaxnb-stream-"));
  await writeLogits(join(folder, "logits.npy"));
  await writeFile(
    join(folder, "big.softmaxnb"),
    '---\nsoftmaxnb: 1\n---\n\n```softmax\nz = load("logits.npy")\nsoftmax(z, tau = 0.5)\nlogsumexp(z)\n```\n',
  );
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

it("a cell over 1e8 float32 logits in a file runs in under 300 MB resident", async () => {
  const { code, out, err } = await runCli(["run", join(folder, "big.softmaxnb"), "--json"]);
  expect(err).toMatch(/^maxRSS \d+\n$/);
  expect(code).toBe(0);
  const [, distribution, lse] = JSON.parse(out).cells[0].results;
  expect(distribution).toMatchObject({ type: "distribution", shape: [LENGTH], dtype: "float32", tau: 0.5, truncated: true });
  // The logsumexp of float32 logits is a float32: half a unit in the last place of 23.6.
  expect(Math.abs(lse.value - expectedLogsumexp())).toBeLessThanOrEqual(2 ** -20);
  const kibibytes = Number(err.slice("maxRSS ".length));
  expect(kibibytes).toBeLessThan((300 * 1e6) / 1024);
}, 300_000);

/** The logits repeat a piece of 1e6 values in [−8, 8), so that their logsumexp is known from one piece. */
function piece(): Float32Array {
  return Float32Array.from({ length: PIECE }, (_, i) => ((i * 7919) % PIECE) / (PIECE / 16) - 8);
}

function expectedLogsumexp(): number {
  const sum = piece().reduce((total, z) => total + Math.exp(z), 0);
  return Math.log(sum) + Math.log(LENGTH / PIECE);
}

async function writeLogits(path: string): Promise<void> {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${LENGTH},), }`.padEnd(117).concat("\n");
  const file = await open(path, "w");
  await file.write(
    Buffer.concat([
      Buffer.from("\x93NUMPY\x01\x00", "latin1"),
      Buffer.from([header.length & 255, header.length >> 8]),
      Buffer.from(header),
    ]),
  );
  const bytes = Buffer.from(piece().buffer);
  for (let i = 0; i < LENGTH / PIECE; i++) await file.write(bytes);
  await file.close();
}

function runCli(args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["--import", REPORT, "dist/cli.mjs", ...args]);
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => (out += data));
  child.stderr.on("data", (data) => (err += data));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
