import type { Figure, Theme } from "../../src/output/index.ts";
import { Chart } from "./chart.ts";
import { element, setText } from "./dom.ts";
import type { Drawing } from "./drawing.ts";

interface Panel {
  readonly name: string;
  readonly element: HTMLElement;
  readonly caption: HTMLElement;
  readonly chart: Chart;
}

/** Charts side by side, as many to a row as fit. Panels of the same name are kept and patched. */
export class Panels {
  readonly element = element("div", { class: "snb-panels" });
  #panels: Panel[] = [];

  /** Settles when all are drawn. */
  async show(figures: readonly Figure[], theme: Theme, sentence: string): Promise<void> {
    const same = figures.length === this.#panels.length && figures.every((figure, i) => figure.name === this.#panels[i]?.name);
    if (!same) this.#rebuild(figures);
    await Promise.all(
      figures.map((figure, i) => {
        const panel = this.#panels[i];
        return panel === undefined ? undefined : present(panel, figure, theme, sentence);
      }),
    );
  }

  async retheme(theme: Theme): Promise<void> {
    await Promise.all(this.#panels.map(({ chart }) => chart.retheme(theme)));
  }

  /** What is drawn now, placed relative to an element that holds it. */
  async drawings(holder: Element): Promise<Drawing[]> {
    const origin = holder.getBoundingClientRect();
    const all = await Promise.all(this.#panels.map(async (panel) => drawingOf(panel, await panel.chart.svg(), origin)));
    return all.filter((drawing) => drawing !== null);
  }

  dispose(): void {
    for (const { chart } of this.#panels) chart.dispose();
    this.#panels = [];
  }

  #rebuild(figures: readonly Figure[]): void {
    const kept = new Map(this.#panels.map((panel) => [panel.name, panel]));
    this.#panels = figures.map((figure) => {
      const panel = kept.get(figure.name);
      kept.delete(figure.name);
      return panel ?? makePanel(figure.name);
    });
    for (const { chart } of kept.values()) chart.dispose();
    this.element.replaceChildren(...this.#panels.map((panel) => panel.element));
  }
}

function drawingOf({ chart, caption }: Panel, svg: string | null, origin: DOMRect): Drawing | null {
  if (svg === null) return null;
  const { x, y, width, height } = chart.element.getBoundingClientRect();
  return { svg, sentence: chart.sentence, caption: caption.textContent ?? "", x: x - origin.x, y: y - origin.y, width, height };
}

function makePanel(name: string): Panel {
  const chart = new Chart();
  const caption = element("div", { class: "snb-caption" });
  return { name, caption, chart, element: element("figure", { class: "snb-panel" }, caption, chart.element) };
}

function present(panel: Panel, figure: Figure, theme: Theme, sentence: string): Promise<void> {
  panel.element.classList.toggle("snb-tall", figure.tall === true);
  panel.element.style.maxWidth = figure.ownSize ? "" : `${figure.maxWidth}px`;
  setText(panel.caption, figure.caption ?? "");
  return panel.chart.show(figure, theme, figure.caption === undefined ? sentence : `${figure.caption}. ${sentence}`);
}
