// mocha's browser build runs in both hosts; its Node build needs files that a bundle has not.
import "mocha/mocha.js";

/** One marked line a test: scripts/workbench/mocha.mjs finds these in the log of the host. */
class Lines extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on("pass", (test) => console.log(`softmaxnb-test ok ${test.fullTitle()} (${test.duration ?? 0} ms)`));
    runner.on("fail", (test, error) => console.log(`softmaxnb-test FAILED ${test.fullTitle()}\n${error.stack ?? error.message}`));
  }
}

mocha.setup({ ui: "bdd", timeout: 60_000, reporter: Lines });
