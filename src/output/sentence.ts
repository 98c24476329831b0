import { type DistributionView, fromJsonNumber, type JsonNumber, type SweepView, type TensorView, type View } from "../model/index.ts";
import { visible } from "./labels.ts";
import { counted, percent, plural, readable, shapeText } from "./numbers.ts";

/** What a picture shows, in one sentence: for screen readers, plain text and captions. */
export function sentenceOf(view: View): string {
  switch (view.kind) {
    case "distribution":
      return distributionSentence(view);
    case "sweep":
      return sweepSentence(view);
    case "tensor":
      return tensorSentence(view);
    case "table":
      return `Table of ${plural(view.rows, "row")}: ${view.columns.map((column) => column.name).join(", ")}.`;
    case "chart":
      return view.sentence;
    case "control":
      return `${view.control.label || view.control.name} is ${String(view.control.value)}.`;
    case "group":
      return `${plural(view.items.length + view.left, "entry", "entries")}: ${view.items.map(({ name }) => visible(name)).join(", ")}.`;
    case "error":
      return `Error: ${view.failure.message}`;
    case "text":
      return view.text;
  }
}

function distributionSentence(view: DistributionView): string {
  const rows = view.rows > 1 ? ` in ${counted(view.rows)} rows` : "";
  const head = `Distribution over ${plural(view.size, "entry", "entries")}${rows} at tau ${readable(view.tau, 4)}`;
  const bars = sorted(view);
  const [peak] = bars;
  if (peak === undefined) return `${head}: no entry has a probability.`;
  const figures = `peak '${visible(peak.label)}' ${readable(peak.p, 2)}, entropy ${readable(view.entropy, 2)} nats, ${holding(view, bars)}`;
  const { kl, js, tv, tau } = view.pinned ?? {};
  const against =
    kl === undefined || js === undefined || tv === undefined || tau === undefined
      ? ""
      : `; against the pinned one at tau ${readable(tau, 4)} KL ${readable(kl)}, JS ${readable(js)}, total variation ${readable(tv)}`;
  return `${head}: ${view.rows > 1 ? "in the first row " : ""}${figures}${against}.`;
}

function sorted(view: DistributionView): { label: string; p: number }[] {
  const bars = view.bars.map(({ label, p }) => ({ label, p: fromJsonNumber(p) })).filter(({ p }) => Number.isFinite(p));
  return bars.sort((a, b) => b.p - a.p);
}

/** The fewest entries that hold at least 90 %, or all listed ones and what they hold. */
function holding(view: DistributionView, bars: readonly { p: number }[]): string {
  let mass = 0;
  let count = 0;
  for (const { p } of bars) {
    if (mass >= 0.9) break;
    mass += p;
    count += 1;
  }
  const verb = count === 1 ? "holds" : "hold";
  const share = view.tail === undefined && count === view.size ? 1 : mass;
  return `${plural(count, "entry", "entries")} ${verb} ${percent(share)}`;
}

function sweepSentence(view: SweepView): string {
  const [first, last] = [view.values[0] ?? Number.NaN, view.values[view.values.length - 1] ?? Number.NaN];
  const head = `Sweep of ${view.parameter} from ${readable(first)} to ${readable(last)} in ${plural(view.values.length, "value")}`;
  const changes =
    view.of === "distribution"
      ? [change("entropy", view.entropy, " nats"), change("the largest probability", view.max, "")]
      : leading(view);
  const told = changes.filter((text) => text !== "");
  return told.length === 0 ? `${head}.` : `${head}: ${told.join(", ")}.`;
}

function leading(view: SweepView): string[] {
  return view.of === "number" ? [change("the value", view.lines[0], "")] : [`${plural(view.entries.length, "entry", "entries")} drawn`];
}

function change(what: string, values: readonly JsonNumber[] | undefined, unit: string): string {
  if (values === undefined || values.length === 0) return "";
  const [from, to] = [values[0] ?? "NaN", values[values.length - 1] ?? "NaN"];
  const [a, b] = [withoutDust(fromJsonNumber(from)), withoutDust(fromJsonNumber(to))];
  if (readable(a) === readable(b)) return `${what} begins and ends at ${readable(a)}${unit}`;
  return `${what} ${b > a ? "rises" : "falls"} from ${readable(a)} to ${readable(b)}${unit}`;
}

/** What is nothing to a reader is told as 0. */
function withoutDust(x: number): number {
  return Math.abs(x) < 1e-9 ? 0 : x;
}

function tensorSentence(view: TensorView): string {
  if (view.size === 0) return `Empty ${view.dtype} tensor of shape ${shapeText(view.shape)}.`;
  if (view.size === 1) return `${capital(view.dtype)} value ${readable(view.head[0] ?? "NaN", 6)}.`;
  const odd = view.nonFinite > 0 ? `, ${counted(view.nonFinite)} not finite` : "";
  return `${capital(view.dtype)} tensor of shape ${shapeText(view.shape)}: from ${readable(view.min)} to ${readable(view.max)}, mean ${readable(view.mean)}${odd}.`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
