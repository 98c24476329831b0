import type { SweepView, View } from "../../src/model/index.ts";
import {
  cursorData,
  type Figure,
  hasLog,
  notesOf,
  readable,
  type SweepTab,
  sliceFigure,
  sliceText,
  sweepFigures,
  sweepTabs,
  type Theme,
} from "../../src/output/index.ts";
import type { Component } from "./component.ts";
import { Player } from "./controls/player.ts";
import { placeRange, rangeInput } from "./controls/range.ts";
import { element, keepKeys, setAttributes, setText } from "./dom.ts";
import { NoteLines } from "./figures.ts";
import { Foot } from "./foot.ts";
import type { OpenText } from "./outs.ts";
import { Panels } from "./panels.ts";
import { startIndex } from "./scrub.ts";
import { Tabs } from "./tabs.ts";
import { Toggle } from "./toolbar.ts";
import { say } from "./words.ts";

const FRAMES_A_SECOND = 12;
const TITLES: Readonly<Record<SweepTab, () => string>> = {
  lines: () => say("Lines"),
  heatmap: () => say("Heatmap"),
  ridges: () => say("Ridges"),
  ranks: () => say("Ranks"),
  entropy: () => say("Entropy"),
};

interface Shown {
  readonly view: SweepView;
  readonly sentence: string;
  readonly theme: Theme;
}

/** A sweep: its panels behind tabs, and a scrubber that shows the entries at one value of the parameter. */
export class SweepComponent implements Component {
  readonly element = element("div", { class: "snb-sweep" });
  readonly #tabs = new Tabs<SweepTab>(() => void this.#draw());
  readonly #main = new Panels();
  readonly #slice = new Panels();
  readonly #output = element("output", { class: "snb-value" });
  readonly #range = rangeInput({ dragging: () => undefined, settled: () => undefined }, (at) => this.#scrub(at));
  readonly #player = new Player(
    () => ({ min: 0, max: this.#last(), step: 1, fps: FRAMES_A_SECOND }),
    () => this.#at,
    (at) => this.#scrub(at),
  );
  readonly #notes = new NoteLines();
  readonly #log = new Toggle(say("Log"), say("Values on a logarithmic axis"), () => void this.#draw());
  readonly #foot: Foot;
  #shown: Shown | null = null;
  #made: { readonly view: SweepView; readonly tab: SweepTab; readonly log: boolean; readonly figures: readonly Figure[] } | null = null;
  #drawn: readonly Figure[] = [];
  #at = 0;

  constructor(open: OpenText | null) {
    const scrubber = element("div", { class: "snb-scrubber" }, this.#player.button, this.#range, this.#output);
    keepKeys(scrubber);
    this.#range.addEventListener("pointerdown", () => this.#player.stop());
    this.#main.element.classList.add("snb-main");
    this.#slice.element.classList.add("snb-slice");
    const panels = element("div", { class: "snb-sweeppanels" }, this.#main.element, this.#slice.element);
    this.#foot = new Foot(
      {
        drawings: async () => [...(await this.#main.drawings(panels)), ...(await this.#slice.drawings(panels))],
        figures: () => this.#drawn,
        theme: () => this.#shown?.theme ?? null,
      },
      { open, table: false, tools: [this.#log.element] },
    );
    this.element.append(this.#tabs.element, panels, scrubber, this.#notes.element, this.#foot.element);
  }

  async update(view: View, sentence: string, theme: Theme): Promise<void> {
    if (view.kind !== "sweep") return;
    const before = this.#shown?.view.values.length;
    if (before !== view.values.length) this.#at = startIndex(view);
    this.#shown = { view, sentence, theme };
    this.#tabs.show(sweepTabs(view).map((name) => ({ name, title: TITLES[name]() })));
    this.#notes.show(notesOf(view));
    this.#foot.show(view, true);
    this.#place();
    await this.#draw();
  }

  async retheme(theme: Theme): Promise<void> {
    if (this.#shown !== null) this.#shown = { ...this.#shown, theme };
    await this.#draw();
  }

  dispose(): void {
    this.#player.stop();
    this.#main.dispose();
    this.#slice.dispose();
  }

  #last(): number {
    return Math.max(0, (this.#shown?.view.values.length ?? 1) - 1);
  }

  #scrub(at: number): void {
    this.#at = at;
    this.#place();
    void this.#draw();
  }

  #place(): void {
    if (this.#shown === null) return;
    const { view } = this.#shown;
    placeRange(this.#range, 0, this.#last(), 1, this.#at);
    const text = sliceText(view, this.#at);
    setText(this.#output, [text, ...sliceFacts(view, this.#at)].join("   "));
    setAttributes(this.#range, { "aria-label": `Value of ${view.parameter}`, "aria-valuetext": text });
  }

  async #draw(): Promise<void> {
    if (this.#shown === null) return;
    const { view, sentence, theme } = this.#shown;
    const tab = this.#tabs.selected ?? "lines";
    this.#log.element.hidden = tab !== "lines" || !hasLog(view);
    const slice = sliceFigure(view, this.#at);
    this.#drawn = this.#figures(view, tab).map((figure) => ({
      ...figure,
      data: { ...figure.data, ...cursorData(view, figure.name, this.#at) },
    }));
    await Promise.all([
      this.#main.show(this.#drawn, theme, sentence),
      this.#slice.show(slice === null ? [] : [slice], theme, `Entries at ${sliceText(view, this.#at)}`),
    ]);
  }

  /** Made once for a view and a tab, so that scrubbing patches the cursor alone. */
  #figures(view: SweepView, tab: SweepTab): readonly Figure[] {
    const log = this.#log.pressed && hasLog(view);
    const made = this.#made;
    if (made?.view === view && made.tab === tab && made.log === log) return made.figures;
    const figures = sweepFigures(view, tab, { at: this.#at, look: { log } });
    this.#made = { view, tab, log, figures };
    return figures;
  }
}

/** The figures at one value of the parameter: of a distribution its entropy and maximum, of a number itself. */
function sliceFacts(view: SweepView, at: number): string[] {
  const entropy = view.entropy?.[at];
  const max = view.max?.[at];
  const value = view.of === "number" ? view.lines[0]?.[at] : undefined;
  return [
    ...(entropy === undefined ? [] : [`entropy ${readable(entropy)} nats`]),
    ...(max === undefined ? [] : [`max ${readable(max)}`]),
    ...(value === undefined ? [] : [`value ${readable(value, 4)}`]),
  ];
}
