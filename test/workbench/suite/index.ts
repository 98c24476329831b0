import "./setup.ts";
import "./data.test.ts";
import "./examples.test.ts";
import "./language.test.ts";
import "./live.test.ts";
import "./export.test.ts";
import "./open.test.ts";
import "./run.test.ts";
import "./save.test.ts";
import "./session.test.ts";

/** What the extension host calls. Rejects where a test fails; the last marked line that it logs carries the counts. */
export function run(): Promise<void> {
  return new Promise((resolve, reject) => {
    // Not `mocha.run`: that of the browser build reads the page's address, and the Node host has none.
    const runner = Mocha.prototype.run.call(mocha, (failed: number) => {
      const passed = runner.stats?.passes ?? 0;
      console.log(`softmaxnb-result ${JSON.stringify({ passed, failed })}`);
      if (failed > 0) reject(new Error(`${failed} of ${passed + failed} tests failed`));
      else resolve();
    });
  });
}
