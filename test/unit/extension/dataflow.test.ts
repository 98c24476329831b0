import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "../../../src/extension/dataflowLayout.ts";
import { dataflowPage } from "../../../src/extension/dataflowPage.ts";
import { durationText } from "../../../src/extension/durationText.ts";
import { runsOnOpen } from "../../../src/extension/startsItself.ts";
import type { CellLink, Standing } from "../../../src/model/index.ts";

const link = (cell: string, defines: string[], uses: string[], standing: Standing = "fresh"): CellLink => ({
  cell,
  defines,
  uses,
  standing,
});

const WORDS = {
  title: "Dataflow",
  empty: "nothing yet",
  cell: (number: number) => `Cell ${number}`,
  stale: "stale",
  uses: (names: string) => `uses ${names}`,
  defines: (names: string) => `defines ${names}`,
};

describe("the picture of a dataflow", () => {
  it("has a cell below those whose names it uses, and an arrow from each of them", () => {
    const { boxes, arrows } = layOut([
      link("p", ["p"], ["z", "tau"]),
      link("z", ["z"], []),
      link("tau", ["tau"], []),
      link("m", [], ["p"]),
    ]);
    const y = Object.fromEntries(boxes.map((box) => [box.link.cell, box.y]));
    expect(y.z).toBe(y.tau);
    expect(y.p).toBeGreaterThan(y.z ?? 0);
    expect(y.m).toBeGreaterThan(y.p ?? 0);
    expect(new Set(arrows.filter(({ to }) => to.link.cell === "p").map(({ x2 }) => x2)).size).toBe(2);
    expect(arrows.map(({ from, to, names }) => [from.link.cell, to.link.cell, names])).toEqual([
      ["z", "p", ["z"]],
      ["tau", "p", ["tau"]],
      ["p", "m", ["p"]],
    ]);
  });

  it("has no two cells in one place, and all of them inside, whatever uses what", () => {
    const names = ["a", "b", "c", "d", "e"];
    const some = fc.subarray(names);
    fc.assert(
      fc.property(fc.array(fc.tuple(some, some), { maxLength: 12 }), (cells) => {
        const { boxes, width, height } = layOut(cells.map(([defines, uses], i) => link(String(i), defines, uses)));
        expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).toBe(boxes.length);
        for (const box of boxes) expect(box.x + box.width <= width && box.y + box.height <= height).toBe(true);
      }),
    );
  });

  it("is laid out for a chain that is longer than the stack", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => link(String(i), [`x${i}`], i === 19_999 ? [] : [`x${i + 1}`]));
    expect(layOut(chain).boxes.find((box) => box.link.cell === "0")?.y).toBeGreaterThan(19_999 * 46);
  });

  it("leaves out cells that share no name", () => {
    expect(layOut([link("text", [], []), link("a", ["a"], [])]).boxes.map((box) => box.link.cell)).toEqual(["a"]);
  });

  it("is a page without scripts whose cells are links with words, the stale ones said to be so", () => {
    const flow = layOut([link("cell-1", ["z"], []), link("cell-2", ["p"], ["z"], "stale")]);
    const page = dataflowPage(flow, new Map([["cell-1", { number: 3, text: '<img src=x onerror="1">' }]]), WORDS, "abc");
    expect(page).toContain("default-src 'none'; style-src 'nonce-abc'");
    expect(page).not.toMatch(/<script|<img|onerror="1"/);
    expect(page).toContain(`command:softmaxnb.revealCell?${encodeURIComponent('["cell-1"]')}`);
    expect(page).toContain('aria-label="Cell 3; defines z"');
    expect(page).toContain("defines p; uses z; stale");
  });

  it("is no wider than its panel", () => {
    const page = dataflowPage(layOut([link("a", ["a"], []), link("b", [], ["a"])]), new Map(), WORDS, "abc");
    const [, width, height] = /<svg width="(\d+)" height="(\d+)"/.exec(page) ?? [];
    expect(page).toContain(`viewBox="0 0 ${width} ${height}"`);
    expect(page).toContain("svg { max-width: 100%; height: auto; }");
  });

  it("says so where there is none", () => {
    expect(dataflowPage(layOut([]), new Map(), WORDS, "abc")).toContain("nothing yet");
  });
});

describe("a time", () => {
  it.each([
    [0.04, "0.0 ms"],
    [9.96, "10.0 ms"],
    [412.4, "412 ms"],
    [1340, "1.3 s"],
    [125_400, "2 min 5 s"],
  ])("of %d ms reads %s", (ms, text) => expect(durationText(ms)).toBe(text));
});

describe("an opened notebook", () => {
  it("runs by itself only where the workspace is trusted, the setting is on and the notebook is not lazy", () => {
    expect(runsOnOpen({ trusted: true, wanted: true, mode: "auto" })).toBe(true);
    expect(runsOnOpen({ trusted: false, wanted: true, mode: "auto" })).toBe(false);
    expect(runsOnOpen({ trusted: true, wanted: false, mode: "auto" })).toBe(false);
    expect(runsOnOpen({ trusted: true, wanted: true, mode: "lazy" })).toBe(false);
  });
});
