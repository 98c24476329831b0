#!/usr/bin/env node
/** Loads damaged files for 60 s a format: `npm run fuzz`, or for another time `npm run fuzz -- 5`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./install.mjs";

const seconds = process.argv[2] ?? "60";
const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", "test/unit/data/fuzz.test.ts"], {
  cwd: ROOT,
  stdio: "inherit",
  env: { ...process.env, FUZZ_SECONDS: seconds },
});
process.exitCode = status ?? 1;
