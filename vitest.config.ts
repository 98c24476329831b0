import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts", "test/architecture/**/*.test.ts", "test/packaging/**/*.test.ts"],
    // Two cores are what a small machine has; forks keep worker_threads in tests honest.
    maxWorkers: 2,
    testTimeout: 30_000,
    passWithNoTests: false,
  },
});
