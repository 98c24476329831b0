import type { View } from "../../src/model/index.ts";
import { type DrawnTable, drawnTable } from "../../src/output/index.ts";
import { element, keepKeys, setAttributes } from "./dom.ts";
import { Toggle } from "./toolbar.ts";
import { say } from "./words.ts";

/** The drawn data as a table that opens on demand; built only while it is open. */
export class DataTable {
  readonly element = element("div", { class: "snb-tablebox", tabindex: "0", role: "region", "aria-label": say("Data of the picture") });
  readonly toggle = new Toggle(say("Table"), say("Show the data as a table"), (open) => this.#open(open));
  #view: View | null = null;

  constructor(open = false) {
    this.toggle.pressed = open;
    this.element.hidden = !open;
    keepKeys(this.element);
  }

  show(view: View): void {
    this.#view = view;
    this.toggle.element.hidden = drawnTable(view) === null;
    this.#fill();
  }

  #open(open: boolean): void {
    this.element.hidden = !open;
    this.#fill();
  }

  #fill(): void {
    if (!this.toggle.pressed || this.#view === null) return;
    const table = drawnTable(this.#view);
    this.element.hidden = table === null;
    this.element.replaceChildren(...(table === null ? [] : [tableElement(table)]));
  }
}

const NUMBER = /^(-?[\d,.]+(e-?\d+)?|-?∞|NaN)$/;

function tableElement(table: DrawnTable): HTMLElement {
  const numeric = table.header.map((_, c) => table.rows.every((row) => NUMBER.test(row[c] ?? "")));
  const cell = (tag: "td" | "th", text: string, c: number): HTMLElement => {
    const made = element(tag, { class: numeric[c] ? "snb-number-cell" : undefined }, text);
    if (tag === "th") setAttributes(made, { scope: "col" });
    return made;
  };
  const head = element("tr", {}, ...table.header.map((text, c) => cell("th", text, c)));
  const rows = table.rows.map((row) => element("tr", {}, ...row.map((text, c) => cell("td", text, c))));
  const caption = table.left === undefined ? [] : [element("caption", {}, table.left)];
  return element("table", { class: "snb-table" }, ...caption, element("thead", {}, head), element("tbody", {}, ...rows));
}
