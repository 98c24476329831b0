import { FileType, l10n, type Uri, window, workspace } from "vscode";
import type { Event } from "../model/index.ts";
import type { SessionHandle } from "../worker/index.ts";
import { locate, Refusal, refuseLinks } from "./fileAnswers.ts";
import type { Place } from "./places.ts";

type Question = Extract<Event, { type: "saveFile" }>;

/**
 * Saves files for sessions, below a notebook's roots and through no link. The user is asked, once a file: what this notebook has saved
 * since it was opened it may save again.
 */
export class SaveAnswers {
  readonly #place: () => Place;
  readonly #allowed = new Set<string>();

  constructor(place: () => Place) {
    this.#place = place;
  }

  async answer({ request, path, content }: Question, handle: SessionHandle): Promise<void> {
    try {
      await this.#save(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
      handle.send({ type: "file", request });
    } catch (error) {
      const problem = error instanceof Refusal ? error.message : l10n.t("'{0}' can't be written. {1}", path, String(error));
      handle.send({ type: "file", request, problem });
    }
  }

  async #save(path: string, content: Uint8Array): Promise<void> {
    const { target, root } = locate(path, this.#place());
    await refuseLinks(path, root, target, true);
    const there = await typeOf(target);
    if (there !== null && there !== FileType.File) throw new Refusal(l10n.t("'{0}' is not a file.", path));
    if (!this.#allowed.has(target.toString())) await ask(path, content.length, there !== null);
    this.#allowed.add(target.toString());
    await workspace.fs.writeFile(target, content);
  }
}

async function ask(path: string, bytes: number, replaces: boolean): Promise<void> {
  const message = replaces
    ? l10n.t("Replace '{0}' by what this notebook computed ({1} bytes)?", path, bytes)
    : l10n.t("Save '{0}', which this notebook computed ({1} bytes)?", path, bytes);
  const yes = replaces ? l10n.t("Replace") : l10n.t("Save");
  const detail = l10n.t("A cell asks for this by save(). Until the notebook is closed it may then save that file again.");
  const choice = await window.showWarningMessage(message, { modal: true, detail }, yes);
  if (choice !== yes) throw new Refusal(l10n.t("'{0}' was not saved: you said no.", path));
}

async function typeOf(target: Uri): Promise<FileType | null> {
  try {
    return (await workspace.fs.stat(target)).type;
  } catch {
    return null;
  }
}
