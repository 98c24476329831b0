import type { Row, Spec } from "./figure.ts";

/** More lines than colours are told apart by a legend, and so are lines whose ends lie closer than this share of the height. */
const NAMED_LINES = 7;
const APART = 0.065;
/** Points that may be pointed at; beyond, a line has too many. */
const POINTED = 600;

/** Dashes of the first lines of each colour, of the second ones, and so on. */
const DASHES = [
  [1, 0],
  [7, 3],
  [2, 3],
  [9, 3, 2, 3],
];

const SOLID = { strokeDash: { value: [1, 0] } };
const POINTS = { mark: { type: "point", opacity: 0, size: 90, tooltip: true }, encoding: SOLID };
const NAMES = {
  mark: { type: "text", align: "left", dx: 6, aria: false },
  encoding: { text: { field: "series", type: "nominal" }, ...SOLID },
};

interface Series {
  readonly names: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * A plot of the language with what makes it easy to read: names at the lines' ends where they have room, else a legend above; a place
 * to point at on each value. Any other specification comes back as it is.
 */
export function dressedPlot(spec: Spec): Spec {
  const { usermeta, mark, encoding } = spec;
  if (!isRecord(usermeta) || usermeta.softmaxnb !== "plot" || !isRecord(mark) || !isRecord(encoding)) return spec;
  const { mark: _mark, usermeta: _usermeta, encoding: _encoding, ...rest } = spec;
  const series = seriesOf(spec.data);
  const labels = mark.type === "line" && isRecord(encoding.color) ? endLabels(series) : null;
  const line = mark.type === "line";
  const symbol = line ? { symbolType: "stroke", symbolSize: 320, symbolStrokeWidth: 2 } : { symbolType: "square" };
  const legend = labels === null ? { orient: "top", direction: "horizontal", columns: 4, ...symbol, offset: 4 } : null;
  const dressed = {
    ...encoding,
    ...counted(encoding, series),
    ...withLegend("color", encoding, legend),
    ...withLegend("strokeDash", line ? { ...dashedByColour(encoding, series), ...encoding } : encoding, legend),
  };
  const pointed = (line || mark.type === "area") && series.rows.length <= POINTED;
  return {
    ...rest,
    encoding: dressed,
    layer: [{ mark }, ...(pointed ? [POINTS] : []), ...(labels === null ? [] : [{ data: { values: labels }, ...NAMES }])],
  };
}

/** Places that are whole numbers, as indices are, get no ticks between them. */
function counted({ x }: Spec, { rows }: Series): Spec {
  const whole = rows.every((row) => Number.isInteger(row.x));
  return whole && isRecord(x) ? { x: { ...x, axis: { ...(isRecord(x.axis) ? x.axis : {}), tickMinStep: 1 } } } : {};
}

/** Channels of one field share a legend. */
function withLegend(channel: string, encoding: Spec, legend: Spec | null): Spec {
  const given = encoding[channel];
  return isRecord(given) && "field" in given ? { [channel]: { ...given, legend } } : {};
}

/** Where there are more lines than colours, those of one colour are told apart by dashes. */
function dashedByColour({ color }: Spec, { names }: Series): Spec {
  if (names.length <= NAMED_LINES || !isRecord(color)) return {};
  const range = names.map((_, i) => DASHES[Math.floor(i / NAMED_LINES) % DASHES.length]);
  return { strokeDash: { ...color, scale: { domain: names, range } } };
}

function seriesOf(data: unknown): Series {
  const values = isRecord(data) && Array.isArray(data.values) ? data.values : [];
  const rows = values.filter(isRecord);
  return { rows, names: [...new Set(rows.map((row) => String(row.series)))] };
}

/** The last point of each line; null where names at the ends would collide, or are too many. */
function endLabels({ rows, names }: Series): Row[] | null {
  if (names.length > NAMED_LINES) return null;
  const ends = names.flatMap((name) => rows.filter((row) => String(row.series) === name && typeof row.y === "number").slice(-1));
  const heights = rows.map((row) => row.y).filter((y) => typeof y === "number");
  const range = Math.max(...heights) - Math.min(...heights);
  const places = ends.map((row) => Number(row.y)).sort((a, b) => a - b);
  const collide = places.some((y, i) => i > 0 && y - (places[i - 1] ?? 0) < APART * range);
  const last = Math.max(...ends.map((row) => Number(row.x)));
  const aligned = ends.every((row) => Number(row.x) === last);
  return ends.length === names.length && !collide && aligned ? ends : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
