import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { run } from "../../../src/cli/commands.ts";
import { call, workFolder } from "./call.ts";

const { path, notebook } = workFolder();

/** Test cases of a JUnit file by their names; the reader is strict about what it takes for XML. */
async function casesIn(file: string): Promise<Record<string, string>> {
  const xml = await readFile(file, "utf8");
  expect(xml.replace(/<\?xml [^>]*\?>|<\/?\w+(?: \w+="[^"<>&]*(?:&(?:amp|lt|gt|quot|#\d+);[^"<>&]*)*")*\/?>|[^<>]/g, "")).toBe("");
  const found = [...xml.matchAll(/<testcase [^>]*? name="([^"]*)"[^>]*?line="(\d+)"(?:\/>|>(.*?)<\/testcase>)/g)];
  return Object.fromEntries(found.map(([, name, line, body]) => [name, `${line} ${/<(\w+)/.exec(body ?? "")?.[1] ?? "passed"}`]));
}

describe("softmaxnb run --junit", () => {
  it("writes a case for each assertion, with its line in the file, and how it ended", async () => {
    const file = await notebook(
      "checks.softmaxnb",
      'z = [1, 2]\nassert(sum(z) == 3, "adds up")',
      'assert(1 < 2)\nassert(2 < 1, "a <b> & \\"c\\"")\nassert(3 < 4, "never reached")',
    );
    const { exit } = await call(run, ["run", file, "--junit", path("checks.xml")]);
    expect(exit).toBe(1);
    expect(await casesIn(path("checks.xml"))).toEqual({
      "cell 1, line 2: adds up": "10 passed",
      "cell 2, line 1: 1 &lt; 2": "14 passed",
      "cell 2, line 2: a &lt;b&gt; &amp; &quot;c&quot;": "15 failure",
      "cell 2, line 3: never reached": "16 skipped",
    });
    expect(await readFile(path("checks.xml"), "utf8")).toContain('tests="4" failures="1" errors="0" skipped="1"');
  });

  it("loses no failure outside of an assertion", async () => {
    const file = await notebook("fails.softmaxnb", 'assert(true)\nnosuch + 1\nassert(true, "after")', "assert(nosuch)");
    await call(run, ["run", file, "--junit", path("fails.xml")]);
    expect(await casesIn(path("fails.xml"))).toEqual({
      "cell 1, line 1: true": "9 passed",
      "cell 1, line 3: after": "11 skipped",
      "cell 1 runs": "10 error",
      "cell 2, line 1: nosuch": "15 error",
    });
  });

  it("is valid XML whatever the messages hold", async () => {
    const file = await notebook("odd.softmaxnb", 'assert(false, "\\u0000\\u001b[31m ]]> \\ud800 \\n\\t")');
    await call(run, ["run", file, "--junit", path("odd.xml")]);
    expect(Object.values(await casesIn(path("odd.xml")))).toEqual(["9 failure"]);
    expect(/[\u0000-\u0008\u000b\u001b\ud800-\udfff]/.test(await readFile(path("odd.xml"), "utf8"))).toBe(false);
  });
});
