import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type NotebookCell,
  type NotebookText,
  newFront,
  parseNotebook,
  withFront,
  withMode,
  writeNotebook,
} from "../../../src/notebook/index.ts";
import { line, notebook } from "./arbitrary.ts";

function read(text: string): NotebookText {
  const result = parseNotebook(text);
  if ("failure" in result) throw new Error(`line ${result.failure.line}: ${result.failure.message}`);
  return result.notebook;
}

function failureOf(text: string): { line: number; message: string } {
  const result = parseNotebook(text);
  if (!("failure" in result)) throw new Error("was read");
  return result.failure;
}

function sources(text: string): readonly string[] {
  return read(text).cells.map((cell) => `${cell.kind === "code" ? "C" : "M"}:${cell.source}`);
}

const sample = [
  "---",
  "softmaxnb: 1",
  "seed: 42 # the answer",
  "author: Ada  # kept",
  "---",
  "",
  "# Temperature",
  "",
  "```softmax {hide-input}",
  "softmax([1, 2, 3])",
  "```",
  "",
].join("\n");

describe("the notebook format", () => {
  it("keeps every list of cells through a write and a read", () => {
    fc.assert(
      fc.property(notebook, (book) => {
        expect(read(writeNotebook(book))).toEqual(book);
      }),
      { numRuns: 3000 },
    );
  });

  it("writes what it wrote byte for byte", () => {
    fc.assert(
      fc.property(notebook, (book) => {
        const text = writeNotebook(book);
        expect(writeNotebook(read(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("normalises any other text once, and is stable then", () => {
    const text = fc
      .array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 20 })
      .map((all) => all.map(([a, b]) => a + b).join(""));
    fc.assert(
      fc.property(text, (foreign) => {
        const first = parseNotebook(foreign);
        if ("failure" in first) return;
        const once = writeNotebook(first.notebook);
        expect(read(once).cells).toEqual(first.notebook.cells);
        expect(writeNotebook(read(once))).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it("keeps ten megabytes", () => {
    const cells: NotebookCell[] = [
      { kind: "markdown", source: "word ".repeat(1_000_000) },
      { kind: "code", source: "z = 1\n".repeat(900_000), options: "" },
    ];
    const book: NotebookText = { front: newFront(), cells, eol: "\r\n", finalNewline: true, bom: false };
    expect(read(writeNotebook(book))).toEqual(book);
  });

  it("keeps comments and unknown keys of the front matter", () => {
    expect(writeNotebook(read(sample))).toBe(sample);
    expect(read(sample).front).toMatchObject({ version: 1, seed: 42, mode: "auto" });
  });

  it("keeps CRLF and a missing last newline", () => {
    const text = sample.trimEnd().replaceAll("\n", "\r\n");
    const book = read(text);
    expect(book.cells.map((cell) => cell.source)).toEqual(["# Temperature", "softmax([1, 2, 3])"]);
    expect(writeNotebook(book)).toBe(text);
  });

  it("reads an empty file and a file without front matter", () => {
    expect(read("").cells).toEqual([]);
    expect(writeNotebook(read(""))).toBe("---\nsoftmaxnb: 1\n---\n");
    expect(sources("# Hi\n")).toEqual(["M:# Hi"]);
  });

  it("tells on which line of the file each cell's source starts", () => {
    expect(parseNotebook(sample)).toMatchObject({ lines: [7, 10] });
  });

  it("changes a known key in place", () => {
    const front = withFront(read(sample).front, "seed", 7);
    expect(front).toMatchObject({ seed: 7, raw: "softmaxnb: 1\nseed: 7 # the answer\nauthor: Ada  # kept" });
    expect(withFront(front, "mode", "lazy").raw).toContain("\nmode: lazy");
  });

  it("names no default mode where none was named, and keeps a line of the mode that says more", () => {
    const { front } = read(sample);
    expect(withMode(withMode(front, "lazy"), "auto")).toEqual(front);
    expect(withMode(front, "auto")).toEqual(front);
    const noted = read("---\nsoftmaxnb: 1\nmode: lazy # heavy\n---\n").front;
    expect(withMode(noted, "auto").raw).toBe("softmaxnb: 1\nmode: auto # heavy");
    const first = read("---\nmode: lazy\nsoftmaxnb: 1\n---\n").front;
    expect(withMode(first, "auto").raw).toBe("mode: auto\nsoftmaxnb: 1");
  });
});

describe("reading files by other hands", () => {
  it("parts Markdown cells at the mark and drops blank lines round them", () => {
    expect(sources("\n\na\n\n\n<!-- cell -->\nb\n\n\n")).toEqual(["M:a", "M:b"]);
  });

  it("leaves fences of other languages in the Markdown, with all that is in them", () => {
    expect(sources("````md\n```softmax\n1\n```\n````\n")).toEqual(["M:````md\n```softmax\n1\n```\n````"]);
    expect(sources("- item\n  ```softmax\n  1\n  ```\n")).toHaveLength(1);
  });

  it("lets the end of a list item end its fence", () => {
    expect(sources("- ```py\n  x\n\n```softmax\n1\n```\n")).toEqual(["M:- ```py\n  x", "C:1"]);
  });

  it("takes tilde fences and longer ones for code cells", () => {
    expect(sources("~~~ softmax\n1\n~~~\n`````softmax\n2\n```\n`````\n")).toEqual(["C:1", "C:2\n```"]);
  });

  it("takes no other word for softmax", () => {
    expect(sources("```softmaxnb\n1\n```\n")).toEqual(["M:```softmaxnb\n1\n```"]);
  });
});

describe("a broken file", () => {
  it("names the line of a code cell that is not closed", () => {
    expect(failureOf("# a\n\n```softmax\n1\n").line).toBe(3);
    expect(failureOf("---\n---\n<!-- begin cell -->\na").line).toBe(3);
  });

  it("names the line of front matter that can't be read", () => {
    expect(failureOf("---\nsoftmaxnb: 1\n").line).toBe(1);
    expect(failureOf("---\nsoftmaxnb: 1\nwhat is this\n---\n").line).toBe(3);
    expect(failureOf("---\nsoftmaxnb: 2\n---\n")).toMatchObject({ line: 2, message: expect.stringContaining("version 2") });
    expect(failureOf("---\nseed: 1.5\n---\n").line).toBe(2);
    expect(failureOf("---\n# c\nmode: eager\n---\n").line).toBe(3);
    expect(failureOf("---\nseed: 1\nseed: 2\n---\n").line).toBe(3);
  });
});
