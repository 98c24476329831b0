import type { View } from "../../src/model/index.ts";
import { textOf } from "../../src/output/index.ts";
import type { Component } from "./component.ts";
import { element, setText } from "./dom.ts";

/** Text, as it is. */
export class PlainText implements Component {
  readonly element = element("pre", { class: "snb-text" });

  async update(view: View): Promise<void> {
    setText(this.element, textOf(view));
  }

  async retheme(): Promise<void> {}

  dispose(): void {}
}

/** A user's mistake: what went wrong, where, and what would mend it. */
export class Problem implements Component {
  readonly element = element("div", { class: "snb-error", role: "alert" });

  async update(view: View): Promise<void> {
    if (view.kind !== "error") return;
    const { failure, line, column } = view;
    const place = line === undefined ? [] : [element("span", { class: "snb-place" }, `line ${line}:${column ?? 1}`)];
    this.element.replaceChildren(element("strong", {}, failure.code), " ", ...place, element("div", {}, failure.message));
  }

  async retheme(): Promise<void> {}

  dispose(): void {}
}
