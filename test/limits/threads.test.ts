import { spawn } from "node:child_process";
import { expect, it } from "vitest";

/** Says on stderr at the end how many threads the process had started. */
const COUNT =
  "data:text/javascript,import w from'node:worker_threads';import{syncBuiltinESMExports as s}from'node:module';let n=0;const W=w.Worker;w.Worker=class extends W{constructor(...a){super(...a);n++}};s();process.on('exit',()=>process.stderr.write('workers '+n))";
const LARGE = "logsumexp(randn([1000000], seed = 1))";

it("the command line computes large tensors on the threads it is given, to the same bits, and ends", async () => {
  const ran = await Promise.all(["1", "2", "3"].map((threads) => runCli(["eval", LARGE, "--json", "--threads", threads])));
  expect(ran.map(({ code, err }) => [code, err])).toEqual([
    [0, "workers 0"],
    [0, "workers 1"],
    [0, "workers 2"],
  ]);
  const values = ran.map(({ out }) => JSON.parse(out).cells[0].results);
  expect(values).toEqual([values[0], values[0], values[0]]);
});

it("it starts no thread for small ones", async () => {
  expect((await runCli(["eval", "softmax(linspace(0, 1, 1000))", "--threads", "4"])).err).toBe("workers 0");
});

function runCli(args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["--import", COUNT, "dist/cli.mjs", ...args]);
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => (out += data));
  child.stderr.on("data", (data) => (err += data));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
