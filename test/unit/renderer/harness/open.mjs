import { build } from "esbuild";
import { openBrowser } from "../../../../scripts/workbench/page.mjs";

const ORIGIN = "http://snb.invalid";
// Stricter than the notebook's own policy: neither generated code nor any address.
const POLICY = `default-src 'none'; script-src ${ORIGIN}; style-src 'unsafe-inline'; img-src data: blob:; worker-src ${ORIGIN}`;
const PAGE = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>outputs</title>
<style>body { margin: 12px } body > div { margin-bottom: 22px }</style><body><script type="module" src="${ORIGIN}/page.js"></script>`;

/** A headless Chromium, and a way to open the harness page in it: given views, recorded messages. */
export async function openHarness() {
  const scripts = { "/page.js": await bundled("./page.ts", "esm") };
  const browser = await openBrowser();
  return { browser, open: (options) => openPage(browser, scripts, "harness", options) };
}

/** The same with a page whose outputs come from a session in a worker. */
export async function openLive() {
  const [page, session] = await Promise.all([bundled("./live.ts", "esm"), bundled("../../../../src/worker/session.web.ts", "iife")]);
  const browser = await openBrowser();
  return { browser, open: (options) => openPage(browser, { "/page.js": page, "/session.js": session }, "live", options) };
}

async function bundled(entry, format) {
  const entryPoints = [new URL(entry, import.meta.url).pathname];
  const options = { bundle: true, minify: true, format, target: "es2022", write: false, logLevel: "error" };
  const { outputFiles } = await build({ entryPoints, ...options });
  return outputFiles[0].text;
}

/** `problems` collects what the page complains of, `asked` the addresses that it asked for beyond its own. */
async function openPage(browser, scripts, ready, { width = 800, ...options } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 700 }, ...options });
  const problems = [];
  const asked = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  await page.route("**/*", (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path in scripts) return route.fulfill({ contentType: "text/javascript", body: scripts[path] });
    if (path === "/") return route.fulfill({ contentType: "text/html", body: PAGE });
    asked.push(route.request().url());
    return route.abort();
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction((name) => name in window, ready);
  return { page, problems, asked };
}
