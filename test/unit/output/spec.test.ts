import { type LoggerInterface, parse, type Spec as VegaSpec, View as VegaView } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { describe, expect, it } from "vitest";
import type { ChartView } from "../../../src/model/index.ts";
import { figuresOf, inlined, lightTheme, specOf, standalone, sweepFigures, sweepTabs } from "../../../src/output/index.ts";
import { broken, failure, samples, temperatures } from "./samples.ts";

interface Drawn {
  readonly warnings: string[];
  readonly svg: string;
}

async function draw(spec: unknown): Promise<Drawn> {
  const warnings: string[] = [];
  const note = (...parts: unknown[]): LoggerInterface => {
    warnings.push(parts.map(String).join(" "));
    return logger;
  };
  const quiet = (): LoggerInterface => logger;
  const logger: LoggerInterface = { level: quiet as LoggerInterface["level"], error: note, warn: note, info: quiet, debug: quiet };
  // SAFETY: the specification is checked by being compiled.
  const compiled: VegaSpec = compile(spec as TopLevelSpec, { logger }).spec;
  const view = new VegaView(parse(compiled), { renderer: "none", logger });
  const svg = await view.toSVG();
  view.finalize();
  return { warnings, svg };
}

const count = (text: string, part: RegExp): number => text.match(part)?.length ?? 0;

describe("a specification", () => {
  it.each(Object.entries(samples))("of %s compiles and draws without a warning", async (_, view) => {
    const picture = specOf(view);
    expect(picture).not.toBeNull();
    if (picture === null) return;
    const { warnings, svg } = await draw(inlined(picture));
    expect(warnings).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each(Object.entries(samples))("of each panel of %s compiles without a warning", async (_, view) => {
    const panels = view.kind === "sweep" ? sweepTabs(view).flatMap((tab) => sweepFigures(view, tab, { at: 3 })) : figuresOf(view);
    for (const figure of panels) {
      const { warnings } = await draw(inlined({ spec: standalone(figure, lightTheme), data: figure.data }));
      expect(warnings).toEqual([]);
    }
  });

  it("draws one bar an entry", async () => {
    const picture = specOf(samples.fifteen as never);
    const { svg } = await draw(inlined(picture as never));
    expect(count(svg, /aria-roledescription="bar"/g)).toBe(15);
  });

  it("leaves out what is not finite", async () => {
    const { svg } = await draw(inlined(specOf(broken()) as never));
    expect(count(svg, /aria-roledescription="bar"/g)).toBe(14);
  });

  it("keeps its structure when only the temperature moves", () => {
    const structure = (tau: number): string => JSON.stringify(specOf({ ...(samples.fifteen as never as object), tau } as never)?.spec);
    expect(structure(0.5)).toBe(structure(2));
  });

  it("names no address but its schema", () => {
    for (const view of Object.values(samples)) {
      const text = JSON.stringify(inlined(specOf(view) as never)).replace("https://vega.github.io/schema/vega-lite/v5.json", "");
      expect(text).not.toMatch(/https?:|"url"|"href"/);
    }
  });

  it("places nothing by the size of the whole, which a panel of several does not have", () => {
    for (const view of Object.values(samples)) expect(JSON.stringify(specOf(view))).not.toMatch(/"expr":"(width|height)/);
  });

  it("stays within about a thousand marks", () => {
    for (const view of Object.values(samples)) for (const figure of figuresOf(view)) expect(figure.marks).toBeLessThanOrEqual(1100);
    expect(sweepFigures(temperatures(), "heatmap")[0]?.marks).toBeLessThanOrEqual(1100);
  });

  it("is none for text, controls and errors", () => {
    expect(specOf({ kind: "text", text: "2" })).toBeNull();
    expect(specOf(failure)).toBeNull();
  });
});

describe("a plot of the language", () => {
  const walk = (name: string, step: number) => [0, 1, 2].map((x) => ({ x, y: x * step, series: name }));
  const plot = (rows: readonly object[], type = "line"): ChartView => ({
    kind: "chart",
    sentence: "",
    spec: {
      usermeta: { softmaxnb: "plot" },
      data: { values: rows },
      mark: { type, tooltip: true },
      encoding: {
        x: { field: "x", type: "quantitative" },
        y: { field: "y", type: "quantitative" },
        color: { field: "series", type: "nominal", sort: null },
      },
    },
  });
  const svgOf = async (view: ChartView): Promise<string> => (await draw(inlined(specOf(view) as never))).svg;

  it("names its lines at their ends where they end apart", async () => {
    const svg = await svgOf(plot([...walk("flat", 0), ...walk("steep", 2)]));
    expect(svg).toMatch(/>flat<.*>steep</);
    expect(svg).not.toContain("role-legend-entry");
  });

  it("names them in a legend where they end together", async () => {
    const svg = await svgOf(plot([...walk("one", 2), ...walk("two", 2.01), ...walk("far", -2)]));
    expect(svg).toContain("role-legend-entry");
  });

  it("tells lines of one colour apart by dashes, in the legend too", async () => {
    const dashes = async (lines: number) => {
      const svg = await svgOf(plot(Array.from({ length: lines }, (_, i) => walk(`line ${i}`, i % 3)).flat()));
      const drawn = [...svg.matchAll(/class="mark-line[^>]*><path ([^>]*)>/g)].map(([, path]) =>
        /stroke="[^"]+"|stroke-dasharray="[^"]+"/g[Symbol.match](path ?? "")?.join(" "),
      );
      return { drawn, symbols: count(svg.slice(svg.indexOf("role-legend-symbol")), /stroke-dasharray="7,3"/g) };
    };
    const seven = await dashes(7);
    expect(seven.symbols).toBe(0);
    expect(seven.drawn.join()).not.toContain("dash");
    const sixteen = await dashes(16);
    expect(sixteen.symbols).toBe(7);
    expect(new Set(sixteen.drawn).size).toBe(16);
  });

  it("draws a dashed line dashed in the legend too", async () => {
    const view = plot([...walk("one", 2), ...walk("two", 2.01), ...walk("far", -2)]);
    const strokeDash = {
      field: "series",
      type: "nominal",
      sort: null,
      scale: {
        domain: ["one", "two", "far"],
        range: [
          [1, 0],
          [3, 3],
          [1, 0],
        ],
      },
    };
    const svg = await svgOf({ ...view, spec: { ...view.spec, encoding: { ...(view.spec.encoding as object), strokeDash } } });
    expect(count(svg, /role-legend"/g)).toBe(1);
    const symbols = svg.slice(svg.indexOf("role-legend-symbol"));
    expect(count(symbols, /stroke-dasharray="3,3"/g)).toBe(1);
  });

  it("counts places by whole numbers where they are", async () => {
    const ticks = async (step: number): Promise<string[]> => {
      const svg = await svgOf(plot([0, 1, 2, 3].map((i) => ({ x: i * step, y: i, series: "a" }))));
      return [...svg.slice(0, svg.indexOf("Y-axis")).matchAll(/>([\d.]+)<\/text>/g)].map((found) => found[1] ?? "");
    };
    expect(await ticks(1)).toEqual(["0", "1", "2", "3"]);
    expect(await ticks(0.5)).toContain("0.5");
  });

  it("has a place to point at on each value", async () => {
    const svg = await svgOf(plot([...walk("flat", 0), ...walk("steep", 2)]));
    expect(count(svg, /aria-roledescription="point"/g)).toBe(6);
  });

  it("is left alone where it is a specification of one's own", () => {
    const own = plot(walk("a", 1));
    const { usermeta: _, ...spec } = own.spec;
    expect(JSON.stringify(specOf({ ...own, spec })?.spec)).not.toContain('"layer"');
  });
});
