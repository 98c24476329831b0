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
  return opener(scripts, "harness");
}

/** The same with a page whose outputs come from a session in a worker. */
export async function openLive() {
  const [page, session] = await Promise.all([bundled("./live.ts", "esm"), bundled("../../../../src/worker/session.web.ts", "iife")]);
  return opener({ "/page.js": page, "/session.js": session }, "live");
}

async function bundled(entry, format) {
  const entryPoints = [new URL(entry, import.meta.url).pathname];
  const options = { bundle: true, minify: true, format, target: "es2022", write: false, logLevel: "error" };
  const { outputFiles } = await build({ entryPoints, ...options });
  return outputFiles[0].text;
}

/** Pages that were left are loaded again for who asks for the same options: a process for each would take four times as long. */
async function opener(scripts, ready) {
  const browser = await openBrowser();
  const left = new Map();
  return {
    browser,
    open: async (options = {}) => {
      const key = JSON.stringify(options);
      const spare = left.get(key);
      left.delete(key);
      const { page, heard } = spare ?? (await newPage(browser, scripts, options));
      const { problems, asked } = Object.assign(heard, { problems: [], asked: [] });
      if (spare) await asNew(page, options);
      await page.goto(`${ORIGIN}/`);
      await page.waitForFunction((name) => name in window, ready);
      return { page, problems, asked, leave: () => void left.set(key, { page, heard }) };
    },
  };
}

const sizeOf = ({ width = 800 }) => ({ width, height: 700 });

/** `problems` collects what the page complains of, `asked` the addresses that it asked for beyond its own. */
async function newPage(browser, scripts, { width, ...options }) {
  const page = await browser.newPage({ viewport: sizeOf({ width }), ...options });
  const heard = { problems: [], asked: [] };
  page.on("pageerror", (error) => heard.problems.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && heard.problems.push(message.text()));
  await page.route("**/*", (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path in scripts) return route.fulfill({ contentType: "text/javascript", body: scripts[path] });
    if (path === "/") return route.fulfill({ contentType: "text/html", body: PAGE });
    heard.asked.push(route.request().url());
    return route.abort();
  });
  return { page, heard };
}

/** What a test may have changed that loading a page again leaves. */
async function asNew(page, options) {
  await page.context().clearPermissions();
  await page.mouse.move(0, 0);
  await page.setViewportSize(options.viewport ?? sizeOf(options));
}
