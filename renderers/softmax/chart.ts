import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { type Figure, type Row, type Spec, standalone, type Theme } from "../../src/output/index.ts";
import { compiled, logger } from "./compiled.ts";
import { element, setAttributes, setText } from "./dom.ts";
import { latestWins } from "./latest.ts";
import { refusingLoader } from "./loader.ts";
import { Motion } from "./motion.ts";
import { pruneRelays } from "./prune.ts";
import { hideTip, showTip } from "./tip.ts";
import { MarkWalk, stopsOf } from "./walk.ts";

/** Beyond so many marks a picture at rest is a canvas, too: a tree of SVG elements, which stays sharp at any zoom, would weigh too much. */
const SVG_MARKS = 400;
const FALLBACK_WIDTH = 600;
const KEPT_MARKS = 50;

interface Target {
  readonly figure: Figure;
  readonly theme: Theme;
  readonly sentence: string;
}

interface Embedded {
  readonly view: View;
  readonly key: string;
  /** Data sets that the compiled picture has: one that no mark uses is dropped. */
  readonly names: ReadonlySet<string>;
  readonly rows: Map<string, readonly Row[]>;
  readonly errors: string[];
  /** What draws the picture at rest. */
  readonly still: "svg" | "canvas";
}

/**
 * One figure on the page. A figure of the same structure replaces rows in the view that is there; another structure, or another
 * theme, is embedded anew. Whatever goes wrong is told in words in the chart's place.
 */
export class Chart {
  readonly element = element("div", { class: "snb-chart", role: "img" });
  readonly #stage = element("div", { class: "snb-stage", "aria-hidden": "true" });
  readonly #walk = new MarkWalk(this.element, () => (this.#embedded === null ? [] : stopsOf(this.#embedded.view)));
  readonly #problem = element("p", { class: "snb-problem", role: "note" });
  readonly #observer = new ResizeObserver(() => this.#requestResize());
  readonly #draw = latestWins((target: Target) => this.#drawSafely(target));
  readonly #motion = new Motion((moving) => this.#turn(moving));
  #embedded: Embedded | null = null;
  #last: Target | null = null;
  #width = 0;
  #resizing = false;
  #disposed = false;
  /** How often a view was made, for tests: a patch makes none. */
  embeds = 0;

  constructor() {
    this.#problem.hidden = true;
    this.element.prepend(this.#stage, this.#problem);
    this.element.addEventListener("pointerleave", hideTip);
    this.#observer.observe(this.element);
  }

  /** Settles when this figure, or a newer one, is drawn. Never rejects. */
  show(figure: Figure, theme: Theme, sentence: string): Promise<void> {
    this.#last = { figure, theme, sentence };
    if (!figure.ownSize) this.#stage.style.height = `${figure.height}px`;
    setAttributes(this.element, { "aria-label": sentence });
    return this.#draw(this.#last);
  }

  retheme(theme: Theme): Promise<void> {
    return this.#last === null ? Promise.resolve() : this.show(this.#last.figure, theme, this.#last.sentence);
  }

  /** What the picture says. */
  get sentence(): string {
    return this.#last?.sentence ?? "";
  }

  /** The picture as an SVG document; null before it is drawn. */
  async svg(): Promise<string | null> {
    return (await this.#embedded?.view.toSVG()) ?? null;
  }

  dispose(): void {
    this.#disposed = true;
    this.#observer.disconnect();
    this.#motion.stop();
    this.#unload();
  }

  async #drawSafely(target: Target): Promise<void> {
    if (this.#disposed) return;
    try {
      const key = JSON.stringify(standalone(target.figure, target.theme, 1));
      if (this.#embedded?.key === key) {
        this.#motion.frame();
        await this.#patch(this.#embedded, target.figure);
      } else await this.#embed(target, key);
      this.#tell(null);
    } catch (error) {
      this.#unload();
      this.#tell(`This picture could not be drawn: ${error instanceof Error ? error.message : String(error)} ${target.sentence}`);
    }
    if (this.#disposed) this.#unload();
  }

  async #embed({ figure, theme }: Target, key: string): Promise<void> {
    const errors: string[] = [];
    const refused: string[] = [];
    const spec = compiled(unspoken(standalone(figure, theme, 1)), key);
    const still = figure.marks > SVG_MARKS ? "canvas" : "svg";
    const view = new View(parse(spec, undefined, { ast: true }), {
      expr: expressionInterpreter,
      loader: refusingLoader((uri) => refused.push(uri)),
      logger: logger((message) => errors.push(message)),
      renderer: this.#motion.moving ? "canvas" : still,
      tooltip: showTip,
    });
    // Vega keeps the marks that a frame replaced until there are so many; by itself it waits for 10,000 of each kind, some 30 MB.
    Object.assign(view, { cleanThreshold: KEPT_MARKS });
    this.#unload();
    this.embeds += 1;
    this.#embedded = { view, key, names: new Set(spec.data?.map((source) => source.name)), rows: new Map(), errors, still };
    this.#width = this.#available();
    if (!figure.ownSize) view.width(this.#width).height(figure.height);
    view.initialize(this.#stage);
    await this.#patch(this.#embedded, figure);
    this.#makeWalkable(stopsOf(view).length > 0);
    if (refused.length > 0) throw new Error(`it asks for ${refused.join(", ")}, and charts here load no addresses.`);
  }

  /** Only what has marks to go to takes part in the tab order. */
  #makeWalkable(walkable: boolean): void {
    setAttributes(this.element, {
      role: walkable ? "application" : "img",
      "aria-roledescription": walkable ? "chart, arrow keys go through its marks" : undefined,
      tabindex: walkable ? "0" : undefined,
    });
  }

  async #patch(embedded: Embedded, figure: Figure): Promise<void> {
    for (const [name, rows] of Object.entries(figure.data)) {
      if (embedded.rows.get(name) === rows || !embedded.names.has(name)) continue;
      embedded.rows.set(name, rows);
      // Vega marks the objects that it takes in; rows belong to the envelope.
      embedded.view.data(
        name,
        rows.map((row) => ({ ...row })),
      );
    }
    await run(embedded);
    pruneRelays(embedded.view);
    this.#walk.refresh();
  }

  /** In motion a canvas draws: the elements of an SVG would be laid out anew by the browser at each frame, which takes as long as all else. */
  #turn(moving: boolean): void {
    const embedded = this.#embedded;
    if (embedded === null || embedded.still === "canvas") return;
    embedded.view.renderer(moving ? "canvas" : embedded.still);
    if (!moving) run(embedded).catch((error: unknown) => this.#tell(String(error)));
  }

  #requestResize(): void {
    if (this.#resizing) return;
    this.#resizing = true;
    requestAnimationFrame(() => {
      this.#resizing = false;
      this.#resize();
    });
  }

  #resize(): void {
    const width = this.#available();
    const embedded = this.#embedded;
    if (embedded === null || width === this.#width || this.element.clientWidth === 0 || this.#last?.figure.ownSize) return;
    this.#width = width;
    embedded.view.width(width).resize();
    run(embedded).catch((error: unknown) => this.#tell(String(error)));
  }

  #available(): number {
    return this.element.clientWidth || FALLBACK_WIDTH;
  }

  #tell(problem: string | null): void {
    setText(this.#problem, problem ?? "");
    this.#problem.hidden = problem === null;
    this.#stage.hidden = problem !== null;
  }

  #unload(): void {
    this.#embedded?.view.finalize();
    this.#embedded = null;
    this.#stage.replaceChildren();
  }
}

/** Without descriptions of the marks, which take a third of a frame's expressions: the stage is hidden from screen readers, its chart speaks for it. */
function unspoken(spec: Spec): Spec {
  const config = isSpec(spec.config) ? spec.config : {};
  return { ...spec, config: { ...config, aria: false, mark: { ...(isSpec(config.mark) ? config.mark : {}), aria: false } } };
}

function isSpec(value: unknown): value is Spec {
  return typeof value === "object" && value !== null;
}

/** Vega tells its errors to a logger; here they are thrown. */
async function run({ view, errors }: Embedded): Promise<void> {
  await view.runAsync();
  const first = errors.shift();
  errors.length = 0;
  if (first !== undefined) throw new Error(first);
}
