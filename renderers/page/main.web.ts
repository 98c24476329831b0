import { VIEW_MIME } from "../../src/model/index.ts";
import { PAGE_GENERATOR, type PageData } from "../../src/page/index.ts";
import { startPageSession } from "../../src/worker/pageHost.web.ts";
import { activate } from "../softmax/index.ts";
import { PageHost } from "./pageHost.ts";

// The notebook renderer, which an exported page carries too: there, and there alone, it starts by itself, draws the outputs over their
// static forms and, where there are controls, starts the engine.
export { activate };

if (isExportedPage()) start();

/** The exporter's own words in the head, where nothing of a notebook comes; an editor's webview has none such. */
function isExportedPage(): boolean {
  return document.querySelector('head > meta[name="generator"]')?.getAttribute("content") === PAGE_GENERATOR;
}

function start(): void {
  const host = pageHost();
  const renderer = activate(host === null ? {} : { postMessage: host.take, onDidReceiveMessage: host.listen, opensText: false });
  followTheme();
  for (const [index, output] of [...document.querySelectorAll(".output")].entries()) {
    const stage = output.querySelector<HTMLElement>(":scope > .stage");
    const view = output.querySelector(":scope > script.view")?.textContent;
    if (stage === null || view == null) continue;
    const item = { id: String(index), mime: VIEW_MIME, json: () => JSON.parse(view) as unknown };
    void renderer.renderOutputItem(item, stage, new AbortController().signal);
  }
  // The first picture comes first; then there is time to warm the engine up.
  if (host !== null) setTimeout(() => host.warmUp(), 200);
}

/** Where moves of controls go; null in a page that has none. */
function pageHost(): PageHost | null {
  // Headings and the like may have any id; only the exporter writes scripts.
  const json = textOf('script[type="application/json"]#softmaxnb-data');
  const engine = textOf('script[type="text/plain"]#softmaxnb-engine');
  if (json === null || engine === null) return null;
  // SAFETY: exportPage writes this element, and the page's policy lets no one else's script in.
  return new PageHost(JSON.parse(json) as PageData, () => startEngine(engine));
}

function textOf(selector: string): string | null {
  return document.querySelector(selector)?.textContent || null;
}

function startEngine(engine: string): ReturnType<typeof startPageSession> {
  return startPageSession({
    engineUrl: URL.createObjectURL(new Blob([engine], { type: "text/javascript" })),
    runHere: () => {
      const script = document.createElement("script");
      script.textContent = engine;
      document.head.append(script);
    },
  });
}

/** The renderer looks for a new theme when the body's class changes. */
function followTheme(): void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = (): void => void document.body.classList.toggle("dark", dark.matches);
  follow();
  dark.addEventListener("change", follow);
}
