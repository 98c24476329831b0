import { createServer } from "node:http";
import { build } from "esbuild";
import { openBrowser } from "../../../../scripts/workbench/page.mjs";

const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
const PAGE = '<!doctype html><title>a session</title><script type="module" src="/page.js"></script>';

async function bundled(entry, format) {
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format, target: "es2022", write: false, logLevel: "error" });
  return outputFiles[0].text;
}

export async function openPages() {
  const scripts = {
    "/page.js": await bundled("test/unit/worker/web/page.ts", "esm"),
    "/session.js": await bundled("src/worker/session.web.ts", "iife"),
  };
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, "http://127.0.0.1");
    const script = scripts[pathname];
    const headers = search === "?alone" ? {} : ISOLATED;
    response.writeHead(200, { ...headers, "content-type": script ? "text/javascript" : "text/html" });
    response.end(script ?? PAGE);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await openBrowser();
  return {
    open: async (isolated) => {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.address().port}/${isolated ? "" : "?alone"}`);
      await page.waitForFunction(() => "run" in window);
      return page;
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}
