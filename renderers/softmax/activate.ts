import {
  type RendererMessage,
  type RendererSettings,
  type RendererStale,
  type RendererUpdate,
  type ThemeChoice,
  VIEW_MIME,
  type ViewEnvelope,
} from "../../src/model/index.ts";
import { element } from "./dom.ts";
import { type FrameAction, noFrames, takeFrame, takeOutput } from "./frames.ts";
import type { OutputItem, RendererApi, RendererContext } from "./host.ts";
import { MountedOutput, type MountServices } from "./mount.ts";
import { STYLE } from "./style.ts";
import { onPageTheme, pageTheme } from "./theme.ts";
import { speak } from "./words.ts";

/** Entry of the notebook renderer. */
export function activate(context: RendererContext): RendererApi {
  addStyle();
  const outputs = new Outputs(context);
  return {
    renderOutputItem: (item, host, signal) => outputs.render(item, host, signal),
    disposeOutputItem: (id) => outputs.dispose(id),
  };
}

/** The outputs on the page, by item id. */
class Outputs {
  readonly #mounted = new Map<string, MountedOutput>();
  readonly #services: MountServices;
  #frames = noFrames;
  /** Cells whose pictures are of the past. */
  #stale: ReadonlySet<string> = new Set();
  #choice: ThemeChoice = "auto";
  #theme = pageTheme();

  constructor(context: RendererContext) {
    const post = context.postMessage === undefined ? null : (message: RendererMessage): void => context.postMessage?.(message);
    const send: MountServices["send"] = post === null ? null : (cell, name, value) => post({ type: "control", name, value, cell });
    const open = post === null || context.opensText === false ? null : (text: string): void => post({ type: "open", text });
    const pin: MountServices["pin"] = post === null ? null : (cell, slot, pinned) => post({ type: "pin", cell, slot, pinned });
    this.#services = { theme: () => this.#theme, choice: () => this.#choice, send, open, pin };
    context.onDidReceiveMessage?.((message: unknown) => {
      if (isUpdate(message)) this.#take(message);
      else if (isSettings(message)) this.#settle(message);
      else if (isStale(message)) this.#age(message.cells);
    });
    onPageTheme(() => this.#retheme(this.#choice));
    post?.({ type: "hello" });
  }

  async render(item: OutputItem, host: HTMLElement, signal: AbortSignal): Promise<void> {
    const given = envelopeOf(item);
    if (given === null) {
      host.replaceChildren(element("p", { class: "snb-problem" }, "This output is of a version that this renderer does not know."));
      return;
    }
    const { state, envelope } = takeOutput(this.#frames, given);
    this.#frames = state;
    const output = this.#outputFor(item.id, envelope);
    if (output.element.parentElement !== host) host.replaceChildren(output.element);
    output.age(this.#stale.has(envelope.cell));
    await output.show(envelope);
    if (signal.aborted && this.#mounted.get(item.id) === output && !output.element.isConnected) this.dispose(item.id);
  }

  dispose(id?: string): void {
    for (const key of id === undefined ? [...this.#mounted.keys()] : [id]) {
      this.#mounted.get(key)?.dispose();
      this.#mounted.delete(key);
    }
  }

  #settle({ theme, words = {} }: RendererSettings): void {
    if (speak(words)) for (const output of this.#mounted.values()) void output.renew();
    this.#retheme(theme);
  }

  #retheme(choice: ThemeChoice): void {
    this.#choice = choice;
    this.#theme = pageTheme(choice);
    for (const output of this.#mounted.values()) void output.retheme();
  }

  #age(stale: readonly string[]): void {
    this.#stale = new Set(stale);
    for (const output of this.#mounted.values()) output.age(this.#stale.has(output.envelope.cell));
  }

  #outputFor(id: string, envelope: ViewEnvelope): MountedOutput {
    const output = this.#mounted.get(id) ?? new MountedOutput(envelope, this.#services);
    this.#mounted.set(id, output);
    return output;
  }

  #take(update: RendererUpdate): void {
    const places = [...this.#mounted].map(([id, output]) => ({ id, envelope: output.envelope }));
    const { state, actions } = takeFrame(this.#frames, update, places);
    this.#frames = state;
    for (const action of actions) this.#act(action);
  }

  #act(action: FrameAction): void {
    const output = this.#mounted.get(action.id);
    if (action.kind === "patch") void output?.show(action.envelope).then(() => output.tell(action.readout));
    else output?.dim(action.failure);
  }
}

function envelopeOf(item: OutputItem): ViewEnvelope | null {
  if (item.mime !== VIEW_MIME) return null;
  try {
    const value: unknown = item.json();
    return isEnvelope(value) ? value : null;
  } catch {
    return null;
  }
}

function isEnvelope(value: unknown): value is ViewEnvelope {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1 && "view" in value && "cell" in value;
}

function isUpdate(message: unknown): message is RendererUpdate {
  return (
    typeof message === "object" &&
    message !== null &&
    "type" in message &&
    message.type === "frame" &&
    "cell" in message &&
    "envelopes" in message
  );
}

function isSettings(message: unknown): message is RendererSettings {
  if (typeof message !== "object" || message === null || !("type" in message) || message.type !== "settings") return false;
  return "theme" in message && (message.theme === "auto" || message.theme === "light" || message.theme === "dark");
}

function isStale(message: unknown): message is RendererStale {
  if (typeof message !== "object" || message === null || !("type" in message) || message.type !== "stale") return false;
  return "cells" in message && Array.isArray(message.cells);
}

const STYLE_ID = "snb-style";

function addStyle(): void {
  if (document.getElementById(STYLE_ID) === null) document.head.append(element("style", { id: STYLE_ID }, STYLE));
}
