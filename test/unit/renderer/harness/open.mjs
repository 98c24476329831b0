import { build } from "esbuild";
import { openBrowser } from "../../../../scripts/workbench/page.mjs";

const ORIGIN = "http://snb.invalid";
// Stricter than the notebook's own policy: neither generated code nor any address.
const POLICY = `default-src 'none'; script-src ${ORIGIN}; style-src 'unsafe-inline'; img-src data: blob:`;
const PAGE = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>outputs</title>
<style>body { margin: 12px } body > div { margin-bottom: 22px }</style><body><script type="module" src="${ORIGIN}/page.js"></script>`;

/** A headless Chromium, and a way to open the harness page in it. */
export async function openHarness() {
  const { outputFiles } = await build({
    entryPoints: [new URL("./page.ts", import.meta.url).pathname],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const browser = await openBrowser();
  const open = (options) => openPage(browser, outputFiles[0].text, options);
  return { browser, open };
}

/** `problems` collects what the page complains of, `asked` the addresses that it asked for beyond its own. */
async function openPage(browser, script, { width = 800, ...options } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 700 }, ...options });
  const problems = [];
  const asked = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  await page.route("**/*", (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/page.js") return route.fulfill({ contentType: "text/javascript", body: script });
    if (path === "/") return route.fulfill({ contentType: "text/html", body: PAGE });
    asked.push(route.request().url());
    return route.abort();
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction(() => "harness" in window);
  return { page, problems, asked };
}
