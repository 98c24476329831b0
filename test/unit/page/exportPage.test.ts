import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type MimeBundle, VIEW_MIME, type View } from "../../../src/model/index.ts";
import { newFront, readFront } from "../../../src/notebook/index.ts";
import { exportPage } from "../../../src/page/exportPage.ts";
import type { Draw, PageJob } from "../../../src/page/job.ts";

const scripts = { page: 'void "page"', engine: 'void "engine"' };
const draw: Draw = (view) => Promise.resolve(view.kind === "distribution" ? ["<svg id='a'>,( )</svg>"] : []);

function bundle(cell: number, view: View): MimeBundle {
  return { [VIEW_MIME]: { version: 1, cell: String(cell), slot: 0, view, sentence: "s" }, "text/plain": "t" };
}

function job(cells: PageJob["notebook"]["cells"], views: readonly (readonly [number, View])[] = [], more: Partial<PageJob> = {}): PageJob {
  const results = views.map(([index, view]) => [index, { outputs: [bundle(index, view)] }] as const);
  const notebook = { front: newFront(), cells, eol: "\n" as const, finalNewline: true, bom: false };
  return { name: "file", notebook, seed: 0, results, moves: [], files: [], pictures: [], scripts, ...more };
}

const code = (source: string, options = ""): PageJob["notebook"]["cells"][number] => ({ kind: "code", source, options });
const control: View = { kind: "control", control: { kind: "control", control: "checkbox", name: "c", label: "", value: true } };
const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("an exported page", () => {
  it("lets its own two scripts run by their hashes, and nothing else", async () => {
    const html = await exportPage(job([code("c = checkbox(true)")], [[0, control]]), draw);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(scripts.page)} ${hash(scripts.engine)} 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'`,
    );
  });

  it("carries the engine only where there is a control, and no script where it shows nothing", async () => {
    const plain = await exportPage(job([code("1")], [[0, { kind: "text", text: "1" }]]), draw);
    expect(plain).toContain(scripts.page);
    expect(plain).not.toContain(scripts.engine);
    const silent = await exportPage(job([code("1;")]), draw);
    expect(silent).not.toContain("<script");
    expect(silent).toContain("script-src 'none'");
  });

  it("keeps what stands in code and results inside of its elements", async () => {
    const hostile = "</script><script>alert(1)</script><!-- \"' & \u2028 </pre>";
    const page = job([code(hostile), code("c = 1")], [[0, { kind: "text", text: hostile }]], {
      moves: [{ name: "c", value: hostile }],
      files: [{ path: hostile, problem: hostile }],
    });
    const html = await exportPage({ ...page, results: [...page.results, [1, { outputs: [bundle(1, control)] }]] }, draw);
    expect(html.match(/<script/g)).toHaveLength(5);
    expect(html).not.toContain("alert(1)</script>");
    const json = /id="softmaxnb-data">(.*?)<\/script>/.exec(html)?.[1] ?? "";
    expect(JSON.parse(json)).toMatchObject({ moves: [{ value: hostile }], cells: [{ source: hostile }, { source: "c = 1" }] });
  });

  it("refuses a script that would end its own element", async () => {
    const page = job([code("c = checkbox(true)")], [[0, control]], { scripts: { page: "'</script>'", engine: "" } });
    await expect(exportPage(page, draw)).rejects.toThrow(/can't stand inside a page/);
  });

  it("takes title and language from the front matter, else the first heading, else the file's name", async () => {
    const titleOf = async (front: string, source: string): Promise<string | undefined> => {
      const made = job([{ kind: "markdown", source }]);
      const html = await exportPage({ ...made, notebook: { ...made.notebook, front: readFront(front) } }, draw);
      return /<html lang="(.*)">[\s\S]*<title>(.*)<\/title>/.exec(html)?.slice(1).join(": ");
    };
    expect(await titleOf('softmaxnb: 1\ntitle: "A & B"\nlang: zh-Hans', "# C")).toBe("zh-Hans: A &amp; B");
    expect(await titleOf("softmaxnb: 1\nlang: <x>", "text\n\n## C `d` $e$")).toBe("en: C d e");
    expect(await titleOf("softmaxnb: 1", "text")).toBe("en: file");
  });

  it("folds hidden code away and shows failures in their place", async () => {
    const made = job([code("softmax([1])", "{hide-input}")]);
    const failure = { code: "Domain" as const, message: "<no>", span: { start: 0, end: 3 } };
    const html = await exportPage({ ...made, results: [[0, { outputs: [], failure }]] }, draw);
    expect(html).toContain("<details><summary>Code</summary><pre>");
    expect(html).toContain('role="alert">Domain at 1:1: &lt;no&gt;</pre>');
  });

  it("tells a chart that can't be drawn in words", async () => {
    const chart: View = { kind: "chart", spec: {}, sentence: "what it shows" };
    const html = await exportPage(job([code("x")], [[0, chart]]), () => Promise.reject(new Error("no")));
    expect(html).toContain("<p>what it shows</p>");
  });
});
