import type { ControlValue, Failure, RendererUpdate, ThemeChoice, View, ViewEnvelope } from "../../src/model/index.ts";
import { sentenceOf, type Theme } from "../../src/output/index.ts";
import type { Component } from "./component.ts";
import { ControlComponent } from "./controls/control.ts";
import { element, setText } from "./dom.ts";
import { Picture, type PictureOptions } from "./figures.ts";
import { Group } from "./group.ts";
import type { OpenText } from "./outs.ts";
import { PlainText, Problem } from "./plain.ts";
import { SweepComponent } from "./sweep.ts";

/** What a mounted output needs from its host. `send` is null where nobody listens. */
export interface MountServices {
  readonly theme: () => Theme;
  readonly choice: () => ThemeChoice;
  readonly send: ((cell: string, name: string, value: ControlValue) => void) | null;
  /** Opens a text in an editor; null where there is none. */
  readonly open: OpenText | null;
  /** Asks the session to pin the distribution of a slot, or to let go of it; null where there is none. */
  readonly pin: ((cell: string, slot: number, pinned: boolean) => void) | null;
}

/** One output on the page: it stays for as long as its item does, and takes new envelopes in place. */
export class MountedOutput {
  readonly element = element("div", { class: "snb-output" });
  readonly #notice = element("p", { class: "snb-notice", role: "status" });
  readonly #body = element("div", { class: "snb-body" });
  readonly #readout = element("p", { class: "snb-readout" });
  readonly #services: MountServices;
  #component: Component | null = null;
  envelope: ViewEnvelope;

  constructor(envelope: ViewEnvelope, services: MountServices) {
    this.envelope = envelope;
    this.#services = services;
    this.#notice.hidden = true;
    this.#readout.hidden = true;
    this.element.append(this.#notice, this.#body, this.#readout);
    this.#dress();
  }

  /** Settles when the envelope, or a newer one, is drawn. Never rejects. */
  async show(envelope: ViewEnvelope): Promise<void> {
    const sameKind = this.#component !== null && this.envelope.view.kind === envelope.view.kind;
    this.envelope = envelope;
    this.undim();
    try {
      if (!sameKind) this.#replace(envelope.view);
      await this.#component?.update(envelope.view, envelope.sentence, this.#services.theme());
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /** Makes the output anew, in the language of now. */
  async renew(): Promise<void> {
    this.#component?.dispose();
    this.#component = null;
    await this.show(this.envelope);
  }

  /** Whether the picture is of the past: the cell's status bar says so in words, the picture fades. */
  age(stale: boolean): void {
    this.element.classList.toggle("snb-stale", stale);
  }

  async retheme(): Promise<void> {
    this.#dress();
    await this.#component?.retheme(this.#services.theme());
  }

  /** What the last frame took; undefined where nobody wants to know. */
  tell(readout: RendererUpdate["readout"]): void {
    this.#readout.hidden = readout === undefined;
    if (readout !== undefined) setText(this.#readout, `${readout.ms.toFixed(1)} ms a frame, ${readout.dropped} dropped`);
  }

  /** What is no chart takes its colours from the editor's variables; a theme of our own puts others in their place. */
  #dress(): void {
    const choice = this.#services.choice();
    for (const own of ["light", "dark"] as const) this.element.classList.toggle(`snb-${own}`, choice === own);
    this.element.style.setProperty("--snb-pinned", this.#services.theme().category[1] ?? "currentColor");
  }

  /** Keeps the last picture, dimmed, below what went wrong. */
  dim(failure: Failure | null): void {
    this.#body.classList.add("snb-dimmed");
    setText(this.#notice, failure === null ? "" : failure.message);
    this.#notice.hidden = failure === null;
  }

  undim(): void {
    this.#body.classList.remove("snb-dimmed");
    this.#notice.hidden = true;
  }

  dispose(): void {
    this.#component?.dispose();
    this.#component = null;
    this.element.remove();
  }

  #replace(view: View): void {
    this.#component?.dispose();
    this.#component = this.#componentFor(view, this.#pinner());
    this.#body.replaceChildren(this.#component.element);
  }

  #componentFor(view: View, pin: PictureOptions["pin"]): Component {
    const { send } = this.#services;
    switch (view.kind) {
      case "text":
        return new PlainText();
      case "error":
        return new Problem();
      case "control":
        return new ControlComponent(send === null ? null : (name, value) => send(this.envelope.cell, name, value));
      case "group":
        // A pin is of a whole slot, not of an entry.
        return new Group((entry) => this.#componentFor(entry, null));
      case "sweep":
        return new SweepComponent(this.#services.open);
      case "table":
        return new Picture({ table: true, open: this.#services.open, pin: null });
      case "distribution":
      case "tensor":
      case "chart":
        return new Picture({ table: false, open: this.#services.open, pin });
    }
  }

  #pinner(): PictureOptions["pin"] {
    const { pin } = this.#services;
    return pin === null ? null : (pinned) => pin(this.envelope.cell, this.envelope.slot, pinned);
  }

  /** Our mistake: said in words, with the sentence in the picture's place. */
  #giveUp(error: unknown): void {
    this.#component?.dispose();
    this.#component = null;
    const reason = error instanceof Error ? error.message : String(error);
    const sentence = this.envelope.sentence || sentenceOf(this.envelope.view);
    this.#body.replaceChildren(
      element("p", { class: "snb-problem" }, `This output could not be shown: ${reason}`),
      element("p", {}, sentence),
    );
  }
}
