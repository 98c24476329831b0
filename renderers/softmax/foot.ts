import type { View } from "../../src/model/index.ts";
import { combined, csvOf, type Figure, inlined, type Theme } from "../../src/output/index.ts";
import { element } from "./dom.ts";
import { composed, type Drawing } from "./drawing.ts";
import { type OpenText, Outs } from "./outs.ts";
import { DataTable } from "./table.ts";
import { Toolbar } from "./toolbar.ts";
import { say } from "./words.ts";

/** What a foot asks of the picture above it. */
export interface FootSource {
  readonly drawings: () => Promise<readonly Drawing[]>;
  readonly figures: () => readonly Figure[];
  readonly theme: () => Theme | null;
}

export interface FootOptions {
  readonly open: OpenText | null;
  /** Shows the table from the start. */
  readonly table: boolean;
  /** Buttons of the picture's own. */
  readonly tools?: readonly HTMLElement[];
}

/** Below a picture: its toolbar, and its data as a table. */
export class Foot {
  readonly element: HTMLElement;
  readonly #outs: Outs;
  readonly #table: DataTable;
  readonly #toolbar: Toolbar;
  #view: View | null = null;

  constructor(source: FootSource, { open, table, tools = [] }: FootOptions) {
    this.#table = new DataTable(table);
    const svg = async (): Promise<string | null> => {
      const theme = source.theme();
      return theme === null ? null : composed(await source.drawings(), theme);
    };
    const csv = (): string | null => (this.#view === null ? null : csvOf(this.#view));
    this.#outs = new Outs({ svg, csv, spec: () => specText(source) }, open);
    this.#toolbar = new Toolbar(say("Picture"), this.#table.toggle.element, ...tools, this.#outs.element);
    this.element = element("div", { class: "snb-foot" }, this.#toolbar.element, this.#table.element);
  }

  /** `pictured`: whether there is anything drawn to give away. */
  show(view: View, pictured: boolean): void {
    this.#view = view;
    this.#table.show(view);
    this.#outs.element.hidden = !pictured;
    this.#toolbar.refresh();
  }
}

function specText({ figures, theme }: FootSource): string | null {
  const picture = combined(figures(), theme() ?? undefined);
  return picture === null ? null : JSON.stringify(inlined(picture), null, 2);
}
