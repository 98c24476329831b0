import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CellOutputs, parseNotebook, readJupyter, writeJupyter, writeNotebook } from "../../../src/notebook/index.ts";
import { notebook } from "./arbitrary.ts";

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../fixtures/jupyter/nbformat.v4.5.schema.json"), "utf8"));
const validate = new Ajv({ strict: false, meta: false, validateSchema: false }).compile({ ...schema, $schema: undefined });

function exported(text: string, results: ReadonlyMap<number, CellOutputs> = new Map()): string {
  const read = parseNotebook(text);
  if ("failure" in read) throw new Error(read.failure.message);
  return writeJupyter(text, read.notebook, results);
}

function imported(json: string): string {
  const result = readJupyter(json);
  if ("failure" in result) throw new Error(result.failure.message);
  return result.text;
}

const sample = "---\nsoftmaxnb: 1\nseed: 42 # kept\n---\n\n# Title\n```softmax {hide-input}\nsoftmax([1, 2])\n```\nText\n";
const outputs: CellOutputs = {
  outputs: [{ "application/vnd.vegalite.v5+json": { mark: "bar" }, "text/html": "<p>a</p>\n<p>b</p>", "text/plain": "a\nb" }],
  failure: { code: "Domain", message: "no", span: { start: 8, end: 9 } },
};

describe("a notebook as a Jupyter file", () => {
  it("is valid nbformat 4.5 by Jupyter's own schema, whatever its cells hold, and comes back byte for byte", () => {
    fc.assert(
      fc.property(notebook, (book) => {
        const text = writeNotebook(book);
        const json = exported(text, new Map(book.cells.map((_, index) => [index, outputs])));
        expect(validate(JSON.parse(json)), JSON.stringify(validate.errors)).toBe(true);
        expect(imported(json)).toBe(text);
      }),
    );
  });

  it("comes back byte for byte where its file is not as we would write it", () => {
    expect(writeNotebook((parseNotebook(sample) as { notebook: Parameters<typeof writeNotebook>[0] }).notebook)).not.toBe(sample);
    expect(imported(exported(sample))).toBe(sample);
  });

  it("is refused by that schema when a cell lacks its id", () => {
    const broken = JSON.parse(exported(sample));
    delete broken.cells[0].id;
    expect(validate(broken)).toBe(false);
  });

  it("carries pictures, HTML, text and errors, and hides the input that is hidden here", () => {
    const { cells, nbformat, nbformat_minor } = JSON.parse(exported(sample, new Map([[1, outputs]])));
    expect([nbformat, nbformat_minor]).toEqual([4, 5]);
    expect(cells[1]).toMatchObject({
      cell_type: "code",
      execution_count: 1,
      metadata: { jupyter: { source_hidden: true } },
      source: ["softmax([1, 2])"],
      outputs: [
        {
          output_type: "display_data",
          data: {
            "application/vnd.vegalite.v5+json": { mark: "bar" },
            "text/html": ["<p>a</p>\n", "<p>b</p>"],
            "text/plain": ["a\n", "b"],
          },
        },
        { output_type: "error", ename: "Domain", evalue: "no", traceback: ["line 1:9: no"] },
      ],
    });
  });

  it("keeps its front matter and takes the new cells when somebody edits them in Jupyter", () => {
    const edited = JSON.parse(exported(sample));
    edited.cells[1].source = "softmax([3, 4])";
    edited.cells.push({ id: "x", cell_type: "markdown", metadata: {}, source: ["More"] });
    expect(imported(JSON.stringify(edited))).toBe(
      "---\nsoftmaxnb: 1\nseed: 42 # kept\n---\n\n# Title\n\n```softmax {hide-input}\nsoftmax([3, 4])\n```\n\nText\n\n<!-- cell -->\n\nMore\n",
    );
  });
});

describe("somebody else's Jupyter file", () => {
  const foreign = (cells: unknown[], metadata: object = { kernelspec: { language: "python" } }): string =>
    JSON.stringify({ nbformat: 4, nbformat_minor: 2, metadata, cells });

  it("keeps its Markdown with its attached pictures, turns code into fences of its language and drops outputs", () => {
    const text = imported(
      foreign([
        { cell_type: "markdown", source: ["# A\n", "![p](attachment:p.png)"], attachments: { "p.png": { "image/png": "iVBO\nRw==" } } },
        { cell_type: "code", source: "print('```')", outputs: [{ output_type: "stream", text: "x" }] },
        { cell_type: "code", source: "%%bash\nls" },
        { cell_type: "raw", source: "raw" },
      ]),
    );
    expect(parseNotebook(text)).toMatchObject({
      notebook: {
        cells: [
          { kind: "markdown", source: "# A\n![p](data:image/png;base64,iVBORw==)" },
          { kind: "markdown", source: "````python\nprint('```')\n````" },
          { kind: "markdown", source: "```bash\n%%bash\nls\n```" },
          { kind: "markdown", source: "```\nraw\n```" },
        ],
      },
    });
  });

  it("takes code of our own language as code", () => {
    const text = imported(foreign([{ cell_type: "code", source: "1 + 1" }], { language_info: { name: "softmax" } }));
    expect(text).toContain("```softmax\n1 + 1\n```");
  });

  it.each([
    ["{", /no Jupyter notebook/],
    ["[]", /no Jupyter notebook/],
    ['{"nbformat": 3, "worksheets": []}', /format 3/],
    ['{"nbformat": 4}', /no list of cells/],
    [foreign([{ cell_type: "code" }]), /Cell 1 has no source/],
    [foreign([{ cell_type: "heading", source: "" }]), /Cell 1 is of an unknown type/],
  ])("that is none, %s, is refused with the reason", (json, reason) => {
    const result = readJupyter(json);
    expect("failure" in result && result.failure.message).toMatch(reason);
  });

  it("never throws, whatever it holds", () => {
    const cell = fc.record({ cell_type: fc.constantFrom("code", "markdown", "raw", 7), source: fc.anything(), metadata: fc.anything() });
    fc.assert(
      fc.property(fc.array(fc.oneof(cell, fc.anything())), fc.anything(), (cells, metadata) => {
        const json = JSON.stringify({ nbformat: 4, cells, metadata }, (_, x) => (typeof x === "bigint" ? String(x) : x));
        const result = readJupyter(json);
        expect("failure" in result || typeof parseNotebook(result.text)).toBeTruthy();
      }),
    );
  });
});
