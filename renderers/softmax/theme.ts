import type { ThemeChoice } from "../../src/model/index.ts";
import { darkTheme, lightTheme, type Theme } from "../../src/output/index.ts";
import { type Colour, contrast, formatColour, luminance, mix, over, parseColour, readableOn } from "./colour.ts";

/** What a theme is made from: the editor's variables by name, and the classes of the body. */
export interface ThemeSource {
  readonly variable: (name: string) => string;
  readonly highContrast: boolean;
}

const TEXT_CONTRAST = 4.5;
const SHAPE_CONTRAST = 3;

/** A theme from the editor's colours. What the editor doesn't say, or says too faintly to be read, is made up for. */
export function themeFrom({ variable, highContrast }: ThemeSource): Theme {
  const stated =
    parseColour(variable("--vscode-notebook-outputContainerBackgroundColor")) ?? parseColour(variable("--vscode-editor-background"));
  const background: Colour =
    stated === null ? [255, 255, 255, 1] : over(stated, parseColour(variable("--vscode-editor-background")) ?? [255, 255, 255, 1]);
  const base = luminance(background) < 0.4 ? darkTheme : lightTheme;
  const known = (text: string): Colour => parseColour(text) ?? [128, 128, 128, 1];
  const read = (name: string, otherwise: string): Colour => over(parseColour(variable(name)) ?? known(otherwise), background);
  const strongest: Colour = base === darkTheme ? [255, 255, 255, 1] : [0, 0, 0, 1];
  const foreground = readableOn(
    background,
    read("--vscode-editor-foreground", base.foreground),
    strongest,
    highContrast ? 7 : TEXT_CONTRAST,
  );
  const text = (colour: Colour): string => formatColour(readableOn(background, colour, foreground, TEXT_CONTRAST));
  return {
    ...base,
    foreground: formatColour(foreground),
    background: formatColour(background),
    muted: highContrast ? formatColour(foreground) : text(read("--vscode-descriptionForeground", base.muted)),
    rule: formatColour(highContrast ? mix(background, foreground, 0.45) : mix(background, foreground, 0.14)),
    faint: formatColour(mix(background, foreground, highContrast ? 0.6 : 0.32)),
    accent: formatColour(readableOn(background, accentOf(variable, base, background), foreground, SHAPE_CONTRAST)),
    category: base.category.map((colour) => text(known(colour))),
    font: variable("--vscode-font-family").trim() || base.font,
    highContrast,
  };
}

function accentOf(variable: ThemeSource["variable"], base: Theme, background: Colour): Colour {
  const stated = parseColour(variable("--vscode-charts-blue"));
  const made = parseColour(base.accent) ?? [0, 103, 166, 1];
  return stated !== null && contrast(over(stated, background), background) >= SHAPE_CONTRAST ? over(stated, background) : made;
}

/** The theme of the page as it stands, or one of our own in the page's type. */
export function pageTheme(choice: ThemeChoice = "auto"): Theme {
  const style = getComputedStyle(document.documentElement);
  const font = style.getPropertyValue("--vscode-font-family").trim();
  if (choice !== "auto") return { ...(choice === "light" ? lightTheme : darkTheme), ...(font === "" ? {} : { font }) };
  const body = document.body.classList;
  return themeFrom({
    variable: (name) => style.getPropertyValue(name),
    highContrast: body.contains("vscode-high-contrast") || body.contains("vscode-high-contrast-light"),
  });
}

/** Calls `changed` after the page's own theme has changed; gives the function that ends it. */
export function onPageTheme(changed: () => void): () => void {
  let last = JSON.stringify(pageTheme());
  const look = (): void => {
    const now = JSON.stringify(pageTheme());
    if (now === last) return;
    last = now;
    changed();
  };
  const observer = new MutationObserver(look);
  const options = { attributes: true, attributeFilter: ["class", "style", "data-vscode-theme-id"] };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  return () => observer.disconnect();
}
