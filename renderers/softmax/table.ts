import type { View } from "../../src/model/index.ts";
import { type DrawnTable, drawnTable } from "../../src/output/index.ts";
import { element, keepKeys } from "./dom.ts";

/** The drawn data as a table that opens on demand; built only while it is open. */
export class DataTable {
  readonly element = element("details", { class: "snb-data" });
  readonly #body = element("div", { class: "snb-tablebox", tabindex: "0" });
  #view: View | null = null;

  constructor(open = false) {
    this.element.append(element("summary", {}, "Table"), this.#body);
    this.element.open = open;
    this.element.addEventListener("toggle", () => this.#fill());
    keepKeys(this.element);
  }

  show(view: View): void {
    this.#view = view;
    this.element.hidden = drawnTable(view) === null;
    this.#fill();
  }

  #fill(): void {
    if (!this.element.open || this.#view === null) return;
    const table = drawnTable(this.#view);
    this.#body.replaceChildren(...(table === null ? [] : [tableElement(table)]));
  }
}

function tableElement(table: DrawnTable): HTMLElement {
  const head = element("tr", {}, ...table.header.map((text) => element("th", { scope: "col" }, text)));
  const rows = table.rows.map((row) => element("tr", {}, ...row.map((text) => element("td", {}, text))));
  const caption = table.left === undefined ? [] : [element("caption", {}, table.left)];
  return element("table", { class: "snb-table" }, ...caption, element("thead", {}, head), element("tbody", {}, ...rows));
}
