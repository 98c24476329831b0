import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { type Figure, standalone, type Theme } from "../../src/output/index.ts";
import { compiled, logger } from "./compiled.ts";
import { refusingLoader } from "./loader.ts";

/**
 * A figure as an SVG document, drawn without a page; text widths are then estimated. It loads no address and runs no generated code.
 * Rejects where the specification is none, or asks for an address.
 */
export async function drawSvg(figure: Figure, theme: Theme, width: number): Promise<string> {
  const spec = standalone(figure, theme, Math.min(width, figure.maxWidth));
  const problems: string[] = [];
  const view = new View(parse(compiled(spec, JSON.stringify(spec)), undefined, { ast: true }), {
    expr: expressionInterpreter,
    loader: refusingLoader((uri) => problems.push(`it asks for ${uri}`)),
    logger: logger((message) => problems.push(message)),
    renderer: "none",
  });
  try {
    const known = new Set(compiled(spec, JSON.stringify(spec)).data?.map((source) => source.name));
    // Vega marks the objects that it takes in; rows belong to the figure.
    for (const [name, rows] of Object.entries(figure.data))
      if (known.has(name))
        view.data(
          name,
          rows.map((row) => ({ ...row })),
        );
    const svg = await view.toSVG();
    if (problems[0] !== undefined) throw new Error(problems[0]);
    return svg;
  } finally {
    view.finalize();
  }
}
