/** Colours and type of a picture; a host reads them from its own theme. Colours are CSS colours. */
export interface Theme {
  readonly foreground: string;
  readonly background: string;
  /** Axis labels and notes: at least 4.5 : 1 against the background. */
  readonly muted: string;
  /** Grid lines and axes. */
  readonly rule: string;
  /** Lines that only give context. */
  readonly faint: string;
  /** Bars and single lines. */
  readonly accent: string;
  /** Seven colours that stay apart in the common kinds of colour blindness. */
  readonly category: readonly string[];
  /** From nothing to much, and from negative over nothing to positive. */
  readonly ramp: readonly string[];
  readonly diverging: readonly string[];
  /** Text upon the two ends of the ramp. */
  readonly onLow: string;
  readonly onHigh: string;
  readonly font: string;
  readonly fontSize: number;
  /** Outlines around marks, and no fine greys. */
  readonly highContrast: boolean;
}

/** Hues of Okabe and Ito, darkened until each reads as text on white. */
const LIGHT_CATEGORY = ["#0067a6", "#b84a00", "#007a59", "#9b3f7a", "#7a5c00", "#4b4bb3", "#5a5a5a"];
const DARK_CATEGORY = ["#56b4e9", "#e69f00", "#2fc79a", "#e08fbf", "#f0e442", "#a9a9ff", "#d0d0d0"];

// The third of each five has a luminance of 0.18, where black and white text both have a contrast of 4.5: `onHigh` begins there.
const LIGHT_BLUES = ["#c6dbef", "#86b6da", "#357ab1", "#155a96", "#08366b"];
const DARK_BLUES = ["#1f4058", "#255f88", "#357ab1", "#74b6e4", "#d9f0ff"];

export const lightTheme: Theme = {
  foreground: "#1f2328",
  background: "#ffffff",
  muted: "#57606a",
  rule: "#d8dee4",
  faint: "#b4bcc5",
  accent: "#0067a6",
  category: LIGHT_CATEGORY,
  ramp: ["#f2f6fa", ...LIGHT_BLUES],
  diverging: ["#5e2a06", "#8c4310", "#b45f1d", "#eba56a", "#fbdcc0", "#f5f5f5", ...LIGHT_BLUES],
  onLow: "#000000",
  onHigh: "#ffffff",
  font: "system-ui, sans-serif",
  fontSize: 11,
  highContrast: false,
};

export const darkTheme: Theme = {
  foreground: "#e6e6e6",
  background: "#1e1e1e",
  muted: "#a8b0b8",
  rule: "#3a3f45",
  faint: "#5d656d",
  accent: "#56b4e9",
  category: DARK_CATEGORY,
  ramp: ["#1e2a34", ...DARK_BLUES],
  diverging: ["#ffe0bd", "#e79a4e", "#b45f1d", "#85501f", "#4d3626", "#26292d", ...DARK_BLUES],
  onLow: "#ffffff",
  onHigh: "#000000",
  font: "system-ui, sans-serif",
  fontSize: 11,
  highContrast: false,
};

/** Vega-Lite configuration: every colour and size of our pictures is here, none in the specifications. */
export function themeConfig(theme: Theme): Readonly<Record<string, unknown>> {
  const { foreground, muted, rule, font, fontSize, accent } = theme;
  const slots = [...theme.category, theme.faint];
  return {
    background: theme.background,
    font,
    padding: { left: 2, top: 6, right: 6, bottom: 2 },
    view: { stroke: null },
    axis: axisConfig(theme),
    axisBand: { grid: false, ticks: false },
    legend: { labelColor: muted, titleColor: muted, labelFontSize: fontSize, titleFontSize: fontSize, titleFontWeight: "normal" },
    title: { color: foreground, fontSize: fontSize + 1, fontWeight: 600, anchor: "start" },
    range: { category: theme.category, ramp: theme.ramp, heatmap: theme.ramp, diverging: theme.diverging, slots },
    bar: { color: accent, ...outline(theme) },
    line: { color: accent, strokeWidth: theme.highContrast ? 2.5 : 1.75, strokeJoin: "round" },
    area: { color: accent },
    point: { color: accent, filled: true, size: 28 },
    rule: { color: rule },
    text: { color: foreground, fontSize },
    style: styles(theme),
  };
}

function axisConfig({ muted, rule, fontSize }: Theme): Readonly<Record<string, unknown>> {
  return {
    labelColor: muted,
    titleColor: muted,
    labelFontSize: fontSize,
    titleFontSize: fontSize,
    titleFontWeight: "normal",
    titlePadding: 8,
    gridColor: rule,
    domainColor: rule,
    tickColor: rule,
    tickSize: 4,
    domain: false,
    labelPadding: 4,
  };
}

function outline(theme: Theme): Readonly<Record<string, unknown>> {
  return theme.highContrast ? { stroke: theme.foreground, strokeWidth: 1 } : {};
}

/** Named roles that the specifications refer to by `style`. */
function styles(theme: Theme): Readonly<Record<string, unknown>> {
  const { foreground, muted, rule, faint, accent, fontSize } = theme;
  return {
    figure: { color: muted, fontSize },
    halo: { color: theme.background, stroke: theme.background, strokeWidth: 4, strokeJoin: "round", fontSize },
    note: { color: muted, fontSize },
    rest: { color: faint, strokeWidth: 1 },
    leader: { strokeWidth: 1, opacity: 0.8 },
    cursor: { color: foreground, strokeWidth: 1.25, strokeDash: [4, 3] },
    band: { color: accent, opacity: theme.highContrast ? 0.5 : 0.25 },
    shade: { color: accent, opacity: theme.highContrast ? 0.45 : 0.18 },
    zero: { color: muted, strokeWidth: 1 },
    ridge: { color: theme.ramp[1], opacity: 0.85 },
    ridgeline: { color: accent, strokeWidth: 1.25 },
    ridgehere: { color: foreground, strokeWidth: 2.5 },
    here: { size: 46, stroke: theme.background, strokeWidth: 1.5 },
    pinned: { color: theme.category[1], thickness: 3, opacity: 1 },
    pinnednumber: { color: theme.category[1], fontSize },
    tile: { stroke: rule, strokeWidth: 1 },
    removed: { color: muted, strokeWidth: 1.5 },
    onLow: { color: theme.onLow, fontSize },
    onHigh: { color: theme.onHigh, fontSize },
  };
}
