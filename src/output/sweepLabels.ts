import type { SweepView } from "../model/index.ts";
import type { Row } from "./figure.ts";
import { shortened } from "./labels.ts";
import type { Look } from "./look.ts";
import { LABEL_LENGTH, type Line, mainHeight } from "./sweepParts.ts";

/** Names of lines: within the plot above a stretch of the line, or at its right end with a leader. */
export interface LineNames {
  readonly inside: readonly Row[];
  readonly ends: readonly Row[];
}

const GAP = 15;
/** A name at a line's end stands at most so many gaps from the end: where all names stand there, and where the others stand inside. */
const NEAR = 2.2;
const NEAR_OTHERS = 3.2;
/** The plot as names are placed in it, in px: about as narrow as it gets beside its bars. */
const WIDTH = 380;
const MARGINS = 60;
const CHARACTER = 7;
/** A name's lower and upper edge above its line. */
const FOOT = 2;
const HEAD = 13;
/** Places of a line that are tried. */
const TRIED = 64;

/** A box in px, y upwards. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

/** A line in px. */
interface Track {
  readonly line: Line;
  readonly y: readonly (number | null)[];
}

interface Plot {
  /** Of each value of the parameter. */
  readonly x: readonly number[];
  readonly y: (value: number) => number;
  readonly back: (px: number) => number;
  readonly height: number;
}

/**
 * Names of the lines that have a slot. Where all have room near their right ends they stand there. Where lines run together, a name
 * stands inside, above a stretch of its line that is clear of all others; what has no such place keeps its end if that is near. Colours
 * tell the others apart, which the bars beside the lines share.
 */
export function lineNames(lines: readonly Line[], view: SweepView, { log }: Look): LineNames {
  const named = lines.filter((line) => line.slot >= 0);
  const plot = plotOf(lines, view, log);
  const all = endsOf(named, plot);
  if (all.every((end) => near(end, NEAR))) return { inside: [], ends: all.map(endRow(plot)) };
  const boxes: Box[] = [];
  const inside: Row[] = [];
  const left: Line[] = [];
  const tracks = lines.map((line) => ({ line, y: line.values.map((y) => (y === null ? null : plot.y(y))) }));
  for (const track of tracks.filter(({ line }) => line.slot >= 0).sort((a, b) => a.line.slot - b.line.slot)) {
    const { line } = track;
    const at = clearPlace(track, tracks, plot, boxes);
    if (at === null) left.push(line);
    else {
      boxes.push(boxAbove(track, at, plot));
      inside.push({ x: view.values[at], y: line.values[at], slot: String(line.slot), text: textOf(line) });
    }
  }
  return { inside, ends: nearest(left, plot).map(endRow(plot)) };
}

function plotOf(lines: readonly Line[], view: SweepView, log: boolean): Plot {
  const place = (x: number, logarithmic: boolean): number => (logarithmic ? Math.log10(x) : x);
  const drawn = lines.flatMap((line) => line.values).filter((y) => y !== null);
  const start = view.of === "distribution" && !log ? 0 : Number.POSITIVE_INFINITY;
  const low = drawn.reduce((a, b) => Math.min(a, place(b, log)), start);
  const high = drawn.reduce((a, b) => Math.max(a, place(b, log)), Number.NEGATIVE_INFINITY);
  const height = mainHeight(view) - MARGINS;
  const unit = height / (high - low || 1);
  const [first, last] = [view.values[0] ?? 0, view.values[view.values.length - 1] ?? 1].map((x) => place(x, view.logParameter)) as [
    number,
    number,
  ];
  return {
    x: view.values.map((value) => ((place(value, view.logParameter) - first) / (last - first || 1)) * WIDTH),
    y: (value) => (place(value, log) - low) * unit,
    back: (px) => (log ? 10 ** (low + px / unit) : low + px / unit),
    height,
  };
}

interface End {
  readonly line: Line;
  readonly end: number;
  /** Where the line ends and where its name stands, in px. */
  readonly from: number;
  readonly to: number;
}

/** Names at the lines' right ends, moved apart until none touches its neighbour, kept within the plot. */
function endsOf(lines: readonly Line[], plot: Plot): End[] {
  const ends = lines.flatMap((line) => {
    const end = line.values[line.values.length - 1];
    return end === null || end === undefined ? [] : [{ line, end, from: plot.y(end) }];
  });
  ends.sort((a, b) => a.end - b.end || b.line.slot - a.line.slot);
  const places = apart(
    ends.map(({ from }) => from),
    GAP,
    0,
    plot.height,
  );
  return ends.map((one, i) => ({ ...one, to: places[i] ?? one.from }));
}

function near({ from, to }: End, gaps: number): boolean {
  return Math.abs(to - from) <= gaps * GAP;
}

/** The ends of as many lines as have room near them, those of the larger values first. */
function nearest(lines: readonly Line[], plot: Plot): End[] {
  for (let count = lines.length; count > 0; count--) {
    const ends = endsOf(lines.slice(0, count), plot);
    if (ends.every((end) => near(end, NEAR_OTHERS))) return ends;
  }
  return [];
}

function endRow(plot: Plot): (end: End) => Row {
  return ({ line, end, to }) => ({ y: plot.back(to), end, slot: String(line.slot), text: textOf(line) });
}

function textOf(line: Line): string {
  return shortened(line.name, LABEL_LENGTH);
}

/** The number of the value above which a line has most room for its name; null where it has none. */
function clearPlace(track: Track, tracks: readonly Track[], plot: Plot, taken: readonly Box[]): number | null {
  const step = Math.max(1, Math.floor(track.y.length / TRIED));
  const peak = track.y.reduce((best: number, y, i) => ((y ?? -1) > (track.y[best] ?? -1) ? i : best), 0);
  let best: { at: number; score: number } | null = null;
  for (let at = 0; at < track.y.length; at += step) {
    const box = boxAbove(track, at, plot);
    if (taken.some((other) => overlap(box, other))) continue;
    const room = roomAbove(box, track, tracks, plot);
    if (room <= 0) continue;
    const score = room - Math.abs((plot.x[at] ?? 0) - (plot.x[peak] ?? 0)) / 12;
    if (best === null || score > best.score) best = { at, score };
  }
  return best?.at ?? null;
}

function boxAbove({ line, y }: Track, at: number, plot: Plot): Box {
  const half = (textOf(line).length * CHARACTER) / 2 + 3;
  const [x, foot] = [plot.x[at] ?? 0, y[at] ?? Number.NaN];
  return { left: x - half, right: x + half, low: foot + FOOT, high: foot + HEAD };
}

/** How far, in px, the next line lies above the box; 0 where one runs through it, or it leaves the plot. */
function roomAbove(box: Box, track: Track, tracks: readonly Track[], plot: Plot): number {
  if (!(box.low >= 0) || box.left < 0 || box.right > WIDTH || box.high > plot.height) return 0;
  const from = plot.x.findIndex((x) => x >= box.left);
  const beyond = plot.x.findIndex((x) => x > box.right);
  let room = 2 * GAP;
  for (const { line, y } of tracks) {
    // Its own line may run into the box a little where it is steep; others may only pass by.
    const least = line === track.line ? box.low + GAP / 3 : box.low - FOOT;
    for (const at of y.slice(from, beyond < 0 ? undefined : beyond)) {
      if (at === null || at <= least) continue;
      if (at < box.high) return 0;
      room = Math.min(room, at - box.high);
    }
  }
  return room;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.low < b.high && b.low < a.high;
}

/** Rising positions at least `gap` apart, within low … high as far as they fit. */
function apart(rising: readonly number[], gap: number, low: number, high: number): number[] {
  const up: number[] = [];
  for (const at of rising) up.push(Math.max(at, (up[up.length - 1] ?? Number.NEGATIVE_INFINITY) + gap, low));
  const down: number[] = [];
  for (const at of up.reverse()) down.push(Math.min(at, (down[down.length - 1] ?? Number.POSITIVE_INFINITY) - gap, high));
  return down.reverse();
}
