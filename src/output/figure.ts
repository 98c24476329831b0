import { lightTheme, type Theme, themeConfig } from "./theme.ts";

/** A Vega-Lite specification, or a part of one. */
export type Spec = Readonly<Record<string, unknown>>;
export type Row = Readonly<Record<string, unknown>>;

/** A specification whose data are named, and the rows for each name. */
export interface Picture {
  readonly spec: Spec;
  readonly data: Readonly<Record<string, readonly Row[]>>;
}

/**
 * One panel of a picture. `spec` has neither size nor configuration, and changes only when the picture's structure does: a moved
 * slider changes `data` alone.
 */
export interface Figure extends Picture {
  readonly name: string;
  /** Outer height in px, axes included. */
  readonly height: number;
  /** Outer widths in px: below the first it gets a row of its own, beyond the second it doesn't grow. */
  readonly minWidth: number;
  readonly maxWidth: number;
  /** Marks drawn at once: many are better on a canvas. */
  readonly marks: number;
  /** A heading, where a view has several panels. */
  readonly caption?: string | undefined;
  /** A specification with a size of its own, which doesn't follow its container. */
  readonly ownSize?: boolean | undefined;
  /** Stands beside two panels rather than one. */
  readonly tall?: boolean | undefined;
}

const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";
const BUNDLE_WIDTH = 640;

/** The figure as a whole specification of the given outer width in px; the data stay named. */
export function standalone(figure: Figure, theme: Theme = lightTheme, width = Math.min(BUNDLE_WIDTH, figure.maxWidth)): Spec {
  const size = figure.ownSize ? {} : { width, height: figure.height, autosize: { type: "fit", contains: "padding", resize: true } };
  return { $schema: SCHEMA, ...figure.spec, ...size, config: { ...themeConfig(theme), ...asSpec(figure.spec.config) } };
}

function asSpec(value: unknown): Spec {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** All figures below each other as one specification, for viewers that know only Vega-Lite. */
export function combined(figures: readonly Figure[], theme: Theme = lightTheme): Picture | null {
  const [first, ...others] = figures;
  if (first === undefined) return null;
  if (others.length === 0) return { spec: standalone(first, theme), data: first.data };
  const data: Record<string, readonly Row[]> = Object.assign({}, ...figures.map((figure) => figure.data));
  const resolve = { scale: { color: "independent", x: "independent", y: "independent" } };
  return { spec: { $schema: SCHEMA, vconcat: figures.map(panel), resolve, config: themeConfig(theme) }, data };
}

/** Axes and titles lie outside the inner size of a concatenated panel: about 100 px beside it, 50 px below. */
function panel(figure: Figure): Spec {
  const title = figure.caption === undefined ? {} : { title: figure.caption };
  return { ...title, width: Math.min(BUNDLE_WIDTH, figure.maxWidth) - 100, height: figure.height - 50, ...figure.spec };
}

/** The specification with its rows inside. */
export function inlined(picture: Picture): Spec {
  return Object.keys(picture.data).length === 0 ? picture.spec : { ...picture.spec, datasets: picture.data };
}
