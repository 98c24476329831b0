import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // These run inside an extension host, by mocha.
    exclude: ["test/workbench/suite/**"],
    // Two cores are what a small machine has.
    maxWorkers: 2,
    testTimeout: 30_000,
    // A busy machine takes more than the usual second to draw a picture.
    expect: { poll: { timeout: 15_000 } },
    passWithNoTests: false,
  },
});
