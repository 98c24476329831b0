import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundles } from "../../scripts/bundles.mjs";
import { ROOT } from "../../scripts/install.mjs";
import { metafilesOf, packagesOf } from "../../scripts/notices.mjs";

test("the package carries the licence of everything that its bundles carry", () => {
  const packages = packagesOf(metafilesOf(bundles.filter((bundle) => !bundle.test)));
  const notices = readFileSync(join(ROOT, "dist/notices.txt"), "utf8");
  expect(packages.length).toBeGreaterThan(10);
  for (const folder of packages) {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
    expect(notices).toContain(`${name} ${version} (`);
    expect(license, name).toMatch(/^(MIT|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|0BSD|\(?MIT OR .*)$/);
  }
});
