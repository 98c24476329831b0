import { element, setAttributes, setText } from "./dom.ts";
import { pngBlob, svgBlob } from "./drawing.ts";
import { copyImage, copyText, download } from "./outlet.ts";
import { tool } from "./toolbar.ts";
import { say } from "./words.ts";

/** What a picture gives away; null for what it doesn't have. */
export interface OutSource {
  /** The picture as it stands, one SVG document. */
  readonly svg: () => Promise<string | null>;
  readonly csv: () => string | null;
  /** The Vega-Lite specification, its data inside, as JSON text. */
  readonly spec: () => string | null;
}

/** Opens a text in an editor beside the notebook. */
export type OpenText = (text: string) => void;

const TOLD_MS = 2500;

/** The ways out of a picture, behind a button: copies, files, its specification. What happened is said to screen readers too. */
export class Outs {
  readonly element: HTMLElement;
  readonly #ways: HTMLElement;
  readonly #opener = tool(say("Export"), say("Copy or save the picture and its data"), () => this.#expand(!this.#open));
  readonly #said = element("span", { class: "snb-said", role: "status" });
  readonly #source: OutSource;
  readonly #openText: OpenText | null;
  #open = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Without `open` the specification is offered as a file. */
  constructor(source: OutSource, open: OpenText | null) {
    this.#source = source;
    this.#openText = open;
    const copy = group(
      say("Copy"),
      this.#button("PNG", say("Copy the picture as PNG"), () => this.#copyPng()),
      [
        this.#button("SVG", say("Copy the picture as SVG"), () => this.#copy(source.svg())),
        this.#button("CSV", say("Copy the data as CSV"), () => this.#copy(source.csv())),
      ],
    );
    const save = group(
      say("Save"),
      this.#button("PNG", say("Save the picture as PNG"), () => this.#savePng()),
      [
        this.#button("SVG", say("Save the picture as SVG"), () => this.#saveSvg()),
        this.#button("CSV", say("Save the data as CSV"), () => this.#saveCsv()),
      ],
    );
    const title = open === null ? say("Save the Vega-Lite specification") : say("Open the Vega-Lite specification");
    const spec = this.#button("Vega-Lite", title, () => this.#showSpec());
    this.#ways = element("span", { class: "snb-ways" }, copy, save, spec);
    this.element = element("span", { class: "snb-outs" }, this.#opener, this.#ways, this.#said);
    this.#expand(false);
  }

  #expand(open: boolean): void {
    this.#open = open;
    this.#ways.hidden = !open;
    setAttributes(this.#opener, { "aria-expanded": String(open) });
  }

  #button(text: string, label: string, act: () => Promise<string>): HTMLElement {
    return tool(text, label, () => void this.#tell(act()));
  }

  async #tell(act: Promise<string>): Promise<void> {
    const told = await act.catch(
      (error: unknown) => `${say("Not possible here")}: ${error instanceof Error ? error.message : String(error)}`,
    );
    setText(this.#said, told);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => setText(this.#said, ""), TOLD_MS);
  }

  async #copyPng(): Promise<string> {
    await copyImage(this.#source.svg().then((svg) => pngBlob(svg ?? "")));
    return say("Copied");
  }

  async #copy(text: string | null | Promise<string | null>): Promise<string> {
    const known = await text;
    if (known === null) return say("There is nothing to copy");
    await copyText(known);
    return say("Copied");
  }

  async #savePng(): Promise<string> {
    const svg = await this.#source.svg();
    if (svg !== null) download(await pngBlob(svg), "softmax.png");
    return "";
  }

  async #saveSvg(): Promise<string> {
    const svg = await this.#source.svg();
    if (svg !== null) download(svgBlob(svg), "softmax.svg");
    return "";
  }

  async #saveCsv(): Promise<string> {
    const csv = this.#source.csv();
    if (csv !== null) download(new Blob([csv], { type: "text/csv" }), "softmax.csv");
    return "";
  }

  async #showSpec(): Promise<string> {
    const spec = this.#source.spec();
    if (spec === null) return say("There is no picture");
    if (this.#openText !== null) this.#openText(spec);
    else download(new Blob([spec], { type: "application/json" }), "softmax.vl.json");
    return "";
  }
}

function group(name: string, first: HTMLElement, others: readonly HTMLElement[]): HTMLElement {
  const label = element("span", { class: "snb-toolname", "aria-hidden": "true" }, name);
  return element("span", { class: "snb-toolgroup", role: "group", "aria-label": name }, label, first, ...others);
}
