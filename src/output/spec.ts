import type { View } from "../model/index.ts";
import { chartFigures } from "./chart.ts";
import { distributionFigures } from "./distribution.ts";
import { combined, type Figure, type Picture } from "./figure.ts";
import { type Look, plainLook } from "./look.ts";
import { sweepFigures } from "./sweep.ts";
import { tableFigures } from "./table.ts";
import { tensorFigures } from "./tensor.ts";
import type { Theme } from "./theme.ts";

/** The panels that show a view, in reading order; none for what is text. */
export function figuresOf(view: View, look: Look = plainLook): readonly Figure[] {
  switch (view.kind) {
    case "distribution":
      return distributionFigures(view, look);
    case "tensor":
      return tensorFigures(view, look);
    case "sweep":
      return sweepPanels(view, look);
    case "chart":
      return chartFigures(view);
    case "table":
      return tableFigures(view);
    case "text":
    case "group":
    case "control":
    case "error":
      return [];
  }
}

function sweepPanels(view: Extract<View, { kind: "sweep" }>, look: Look): readonly Figure[] {
  return [...sweepFigures(view, "lines", { look }), ...sweepFigures(view, "entropy").slice(0, 1)];
}

/** One Vega-Lite v5 specification with named data, and the rows; null for what is text. */
export function specOf(view: View, theme?: Theme): Picture | null {
  return combined(figuresOf(view), theme);
}
