import { describe, expect, it } from "vitest";
import { contrast, parseColour } from "../../../renderers/softmax/colour.ts";
import { themeFrom } from "../../../renderers/softmax/theme.ts";
import { darkTheme, lightTheme, type Theme } from "../../../src/output/index.ts";
import { themes } from "./harness/themes.ts";

function ratio(a: string, b: string): number {
  const [x, y] = [parseColour(a), parseColour(b)];
  if (x === null || y === null) throw new Error(`no colours: ${a}, ${b}`);
  return contrast(x, y);
}

function themeOf(name: string): Theme {
  const { variables, bodyClass } = themes[name] ?? { variables: {}, bodyClass: "" };
  return themeFrom({ variable: (key) => variables[key] ?? "", highContrast: bodyClass.includes("high-contrast") });
}

const all: [string, Theme][] = [
  ...Object.keys(themes).map((name): [string, Theme] => [name, themeOf(name)]),
  ["no variables at all", themeFrom({ variable: () => "", highContrast: false })],
  ["the page's own light", lightTheme],
  ["the page's own dark", darkTheme],
];

describe("a theme", () => {
  it.each(all)("of %s has text that can be read", (_, theme) => {
    for (const text of [theme.foreground, theme.muted, ...theme.category])
      expect(ratio(text, theme.background)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(theme.accent, theme.background)).toBeGreaterThanOrEqual(3);
  });

  it.each(all)("of %s has text that can be read upon a heatmap", (_, theme) => {
    for (const ramp of [theme.ramp, theme.diverging.slice(5), [...theme.diverging.slice(0, 6)].reverse()]) {
      for (const [i, colour] of ramp.entries()) {
        const text = i / (ramp.length - 1) <= 0.6 ? theme.onLow : theme.onHigh;
        expect(ratio(text, colour)).toBeGreaterThanOrEqual(4.4);
      }
    }
  });

  it("of high contrast has strong greys and text", () => {
    for (const name of ["contrast", "contrastLight"]) {
      const theme = themeOf(name);
      expect(theme.highContrast).toBe(true);
      expect(ratio(theme.muted, theme.background)).toBeGreaterThanOrEqual(7);
      expect(ratio(theme.rule, theme.background)).toBeGreaterThanOrEqual(2);
    }
  });

  it("mends an editor's colours that can't be read", () => {
    const faint: Record<string, string> = {
      "--vscode-editor-background": "#fff",
      "--vscode-editor-foreground": "#ddd",
      "--vscode-charts-blue": "#eef",
    };
    const theme = themeFrom({ variable: (name) => faint[name] ?? "", highContrast: false });
    expect(ratio(theme.foreground, "#ffffff")).toBeGreaterThanOrEqual(4.5);
    expect(ratio(theme.accent, "#ffffff")).toBeGreaterThanOrEqual(3);
  });
});

describe("a colour", () => {
  it("is read in the forms that a browser gives", () => {
    expect(parseColour("#fff")).toEqual([255, 255, 255, 1]);
    expect(parseColour("#11223380")?.[3]).toBeCloseTo(0.5, 2);
    expect(parseColour("rgb(1, 2, 3)")).toEqual([1, 2, 3, 1]);
    expect(parseColour("rgba(1 2 3 / 50%)")).toEqual([1, 2, 3, 0.5]);
    expect(parseColour("papayawhip")).toBeNull();
  });
});
