import type { View } from "vega";
import { element, keepKeys, setText } from "./dom.ts";
import { hideTip, placeTip, tipText } from "./tip.ts";

/** A mark that has something to say, and its box in px within the picture. */
export interface Stop {
  readonly text: string;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The parts of a Vega scene that are read here. */
interface Scene {
  readonly marktype?: string;
  readonly items?: readonly Scene[];
  readonly tooltip?: unknown;
  readonly x?: number;
  readonly y?: number;
  readonly bounds?: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
}

const POINTABLE = new Set(["rect", "symbol", "arc", "shape", "rule"]);

/** The marks with a tooltip, in drawing order. */
export function stopsOf(view: View): Stop[] {
  const [dx = 0, dy = 0] = view.origin();
  // SAFETY: a view that has run has a scene graph, whose root is a mark of groups; every field is looked up with care.
  const root = (view.scenegraph() as unknown as { readonly root: Scene }).root;
  return gather(root, dx, dy);
}

function gather(mark: Scene, dx: number, dy: number): Stop[] {
  return (mark.items ?? []).flatMap((item): Stop[] => {
    if (mark.marktype === "group") {
      const inner = (item.items ?? []).flatMap((child) => gather(child, dx + (item.x ?? 0), dy + (item.y ?? 0)));
      return inner;
    }
    const text = POINTABLE.has(mark.marktype ?? "") ? tipText(item.tooltip) : "";
    if (text === "" || item.bounds === undefined) return [];
    const { x1, y1, x2, y2 } = item.bounds;
    return [{ text, x1: x1 + dx, y1: y1 + dy, x2: x2 + dx, y2: y2 + dy }];
  });
}

/** Where an arrow key leads from stop number `at`: to the nearest one in line with it, else to the next or the one before. */
export function stopAfter(stops: readonly Stop[], at: number, key: string): number {
  const from = stops[at];
  if (key === "Home" || from === undefined) return key === "End" ? stops.length - 1 : 0;
  if (key === "End") return stops.length - 1;
  const across = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  const middle = (stop: Stop): number => (across ? stop.x1 + stop.x2 : stop.y1 + stop.y2) / 2;
  const inLine = (stop: Stop): boolean =>
    across ? overlap(from.y1, from.y2, stop.y1, stop.y2) : overlap(from.x1, from.x2, stop.x1, stop.x2);
  let best = -1;
  for (const [i, stop] of stops.entries()) {
    const step = (middle(stop) - middle(from)) * sign;
    if (step < 0.5 || !inLine(stop)) continue;
    if (best < 0 || step < (middle(stops[best] ?? from) - middle(from)) * sign) best = i;
  }
  const fallback = Math.min(stops.length - 1, Math.max(0, at + sign));
  return best >= 0 ? best : fallback;
}

/** Whether two stretches share more than the half of a pixel by which neighbours overlap. */
function overlap(a1: number, a2: number, b1: number, b2: number): boolean {
  return Math.min(a2, b2) - Math.max(a1, b1) > 1;
}

/** Walks the marks of a chart by the keyboard: arrow keys, Home and End, Escape. The mark is framed, and what it says is read out. */
export class MarkWalk {
  readonly #host: HTMLElement;
  readonly #stops: () => readonly Stop[];
  readonly #ring = element("div", { class: "snb-ring" });
  readonly #said = element("div", { class: "snb-unseen", role: "status" });
  #at = -1;

  constructor(host: HTMLElement, stops: () => readonly Stop[]) {
    this.#host = host;
    this.#stops = stops;
    this.#ring.hidden = true;
    host.append(this.#ring, this.#said);
    host.addEventListener("keydown", (event) => this.#key(event));
    host.addEventListener("blur", () => this.#leave());
    keepKeys(host);
  }

  /** The picture was drawn anew: the frame moves with its mark. */
  refresh(): void {
    if (this.#at >= 0) this.#go(this.#at);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") return this.#leave();
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    this.#go(stopAfter(this.#stops(), this.#at, event.key));
  }

  #go(at: number): void {
    const stops = this.#stops();
    const stop = stops[Math.min(at, stops.length - 1)];
    if (stop === undefined) return this.#leave();
    this.#at = Math.min(at, stops.length - 1);
    const { style } = this.#ring;
    style.left = `${stop.x1 - 2}px`;
    style.top = `${stop.y1 - 2}px`;
    style.width = `${Math.max(6, stop.x2 - stop.x1 + 4)}px`;
    style.height = `${Math.max(6, stop.y2 - stop.y1 + 4)}px`;
    this.#ring.hidden = false;
    setText(this.#said, stop.text);
    const { left, top } = this.#host.getBoundingClientRect();
    placeTip(stop.text, left + stop.x2, top + stop.y1);
  }

  #leave(): void {
    this.#at = -1;
    this.#ring.hidden = true;
    setText(this.#said, "");
    hideTip();
  }
}
