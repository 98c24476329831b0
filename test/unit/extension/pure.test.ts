import { describe, expect, it } from "vitest";
import { decodeText } from "../../../src/extension/decodeText.ts";
import { failureMark } from "../../../src/extension/failureMark.ts";
import { isBelow, relativePath, resolvePath } from "../../../src/extension/filePath.ts";
import { cellOf, metadataOf, notebookOf } from "../../../src/extension/notebookData.ts";
import { percentDone, progressText } from "../../../src/extension/progressText.ts";
import { rendererMessage } from "../../../src/extension/rendererMessage.ts";
import { parseNotebook, writeNotebook } from "../../../src/notebook/index.ts";

describe("marking a failure", () => {
  const source = "a = 1\r\nsoftmx(z)\nb";

  it("counts lines and characters from 0", () => {
    expect(failureMark({ code: "UnknownName", message: "No softmx", span: { start: 7, end: 13 }, suggestion: "softmax" }, source)).toEqual({
      startLine: 1,
      startCharacter: 0,
      endLine: 1,
      endCharacter: 6,
      message: "No softmx",
      code: "UnknownName",
      suggestion: "softmax",
    });
  });

  it("gives an empty span one character and holds spans to the text", () => {
    expect(failureMark({ code: "Syntax", message: "", span: { start: 2, end: 2 } }, source)).toMatchObject({
      startCharacter: 2,
      endCharacter: 3,
    });
    expect(failureMark({ code: "Syntax", message: "", span: { start: 90, end: 99 } }, source)).toMatchObject({
      startLine: 2,
      endCharacter: 1,
    });
  });

  it("marks nothing where a failure has no place", () => {
    expect(failureMark({ code: "Crash", message: "gone" }, source)).toBeNull();
  });
});

describe("saying how far a cell is", () => {
  it("groups digits", () => {
    const words = { ofTotal: (done: string, total: string) => `${done} of ${total}`, done: (done: string) => `${done} done` };
    expect(progressText(12_000_000, 100_000_000, words)).toBe("12,000,000 of 100,000,000");
    expect(progressText(999, 0, words)).toBe("999 done");
  });

  it("keeps percent between 0 and 100", () => {
    expect([percentDone(1, 4), percentDone(9, 4), percentDone(3, 0)]).toEqual([25, 100, 0]);
  });
});

describe("a message of a renderer", () => {
  it("is taken only in the shapes that we know", () => {
    expect(rendererMessage({ type: "hello", more: 1 })).toEqual({ type: "hello" });
    expect(rendererMessage({ type: "control", name: "tau", value: 0.5, cell: "c" })).toEqual({
      type: "control",
      name: "tau",
      value: 0.5,
      cell: "c",
    });
  });

  it.each([
    [null],
    ["hello"],
    [{ type: "run" }],
    [{ type: "control", name: "tau", value: Number.NaN, cell: "c" }],
    [{ type: "control", name: "tau", value: {}, cell: "c" }],
  ])("is refused: %j", (message) => {
    expect(rendererMessage(message)).toBeNull();
  });
});

describe("a path of a cell", () => {
  const below = (folder: string, root: string, path: string): boolean => {
    const steps = relativePath(path);
    const resolved = steps && resolvePath(folder, steps);
    return resolved !== null && isBelow(root, resolved);
  };

  it.each(["data/x.npy", "./x.csv", "a/../b.csv", "../shared/x.npy", "a\\b.csv"])("may stay in the workspace: %s", (path) => {
    expect(below("/ws/sub", "/ws", path)).toBe(true);
  });

  it.each(["", "/etc/passwd", "\\x", "C:\\x", "file:///x", "https://x/y", "../../x", "../../../../../x", "a/../../../ws2/x", "x\0"])(
    "may not leave it: %j",
    (path) => {
      expect(below("/ws/sub", "/ws", path)).toBe(false);
    },
  );
});

describe("a notebook in the editor", () => {
  it("keeps its file's front matter, line ends and options", () => {
    const text = "\uFEFF---\r\nsoftmaxnb: 1\r\nteam: x # y\r\n---\r\n\r\n```softmax {hide-input}\r\na\r\nb\r\n```";
    const result = parseNotebook(text);
    if ("failure" in result) throw new Error(result.failure.message);
    const cells = result.notebook.cells.map((cell) =>
      cellOf({
        markup: cell.kind === "markdown",
        value: cell.source.replaceAll("\n", "\r\n"),
        languageId: "softmax",
        metadata: cell.kind === "code" ? { options: cell.options } : {},
      }),
    );
    expect(writeNotebook(notebookOf(metadataOf(result.notebook), cells))).toBe(text);
  });

  it("writes fresh front matter where there was no file", () => {
    expect(writeNotebook(notebookOf(undefined, []))).toBe("---\nsoftmaxnb: 1\n---\n");
  });

  it("writes a cell of another language as a fence in Markdown", () => {
    expect(cellOf({ markup: false, value: "x = '```'", languageId: "python" })).toEqual({
      kind: "markdown",
      source: "````python\nx = '```'\n````",
    });
  });

  it("refuses bytes that are not UTF-8, with their line", () => {
    expect(decodeText(new Uint8Array([0x61, 0x0a, 0xff, 0x0a]))).toEqual({ brokenLine: 2 });
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toEqual({ text: "\uFEFFa" });
  });
});
