import { FileType, l10n, Uri, workspace } from "vscode";
import type { Event } from "../model/index.ts";
import type { SessionHandle } from "../worker/index.ts";
import { isBelow, relativePath, resolvePath } from "./filePath.ts";
import type { Place } from "./places.ts";

type Question = Extract<Event, { type: "openFile" | "readFile" }>;

/** Whole files are kept while a session reads them in ranges; so many bytes at most beside the one that is read. */
const KEPT_BYTES = 256 * 1024 * 1024;

/**
 * Reads files for sessions that can't: by the editor's file system, below a notebook's roots. That has no ranges, so whole files are kept
 * for a while; opening a path reads it anew. It doesn't resolve links either, so a path through one is refused.
 */
export class FileAnswers {
  readonly #place: () => Place;
  readonly #kept = new Map<string, Uint8Array>();

  constructor(place: () => Place) {
    this.#place = place;
  }

  async answer(question: Question, handle: SessionHandle): Promise<void> {
    const { request } = question;
    try {
      const bytes = question.type === "openFile" ? await this.#open(question.path) : await this.#reopen(question.path);
      if (question.type === "openFile") handle.send({ type: "file", request, size: bytes.length });
      else handle.send({ type: "file", request, bytes: bytes.slice(question.offset, question.offset + question.length) });
    } catch (error) {
      const problem = error instanceof Refusal ? error.message : l10n.t("'{0}' can't be read: there is no such file.", question.path);
      handle.send({ type: "file", request, problem });
    }
  }

  async #reopen(path: string): Promise<Uint8Array> {
    return this.#kept.get(path) ?? this.#open(path);
  }

  async #open(path: string): Promise<Uint8Array> {
    const { target, root } = locate(path, this.#place());
    await refuseLinks(path, root, target);
    const bytes = await workspace.fs.readFile(target);
    this.#kept.delete(path);
    let total = 0;
    for (const kept of this.#kept.values()) total += kept.length;
    for (const [other, kept] of this.#kept) {
      if (total <= KEPT_BYTES) break;
      this.#kept.delete(other);
      total -= kept.length;
    }
    this.#kept.set(path, bytes);
    return bytes;
  }
}

/** Says no, in words for the user. */
export class Refusal extends Error {}

/** Where a path of a cell leads. Throws Refusal where there is no folder, or it lies outside of the roots. */
export function locate(path: string, { folder, roots }: Place): { target: Uri; root: Uri } {
  if (!folder) throw new Refusal(l10n.t("There is no folder to look for '{0}' in: save the notebook first.", path));
  const steps = relativePath(path);
  const resolved = steps && resolvePath(folder.path, steps);
  const root = roots.find(
    (candidate) =>
      candidate.scheme === folder.scheme &&
      candidate.authority === folder.authority &&
      resolved !== null &&
      isBelow(candidate.path, resolved),
  );
  if (resolved === null || !root) throw new Refusal(l10n.t("'{0}' lies outside the workspace.", path));
  return { target: folder.with({ path: resolved }), root };
}

async function refuseLinks(path: string, root: Uri, target: Uri): Promise<void> {
  const steps = target.path
    .slice(root.path.length)
    .split("/")
    .filter((step) => step !== "");
  for (let i = 1; i <= steps.length; i++) {
    const { type } = await workspace.fs.stat(Uri.joinPath(root, ...steps.slice(0, i)));
    if (type & FileType.SymbolicLink) throw new Refusal(l10n.t("'{0}' goes through a link, which is not followed here.", path));
  }
}
