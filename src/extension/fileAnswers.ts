import { FileType, l10n, Uri, workspace } from "vscode";
import type { Event } from "../model/index.ts";
import type { SessionHandle } from "../worker/index.ts";
import { isBelow, relativePath, resolvePath } from "./filePath.ts";
import type { Place } from "./places.ts";
import { Changed, type WholeFile, WholeFiles } from "./wholeFiles.ts";

type Question = Extract<Event, { type: "openFile" | "readFile" }>;

/** So many bytes of files are kept beside the one that was opened last. */
const KEPT_BYTES = 256 * 1024 * 1024;
/** The editor's file system has no ranges: a file is held whole. */
const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * Reads files for sessions that can't: by the editor's file system, below a notebook's roots. That has no ranges, so whole files are kept
 * for a while, of 1 GiB at most; opening a path reads it anew. It doesn't resolve links either, so a path through one is refused.
 */
export class FileAnswers {
  readonly #place: () => Place;
  readonly #files = new WholeFiles((path) => this.#read(path), KEPT_BYTES);

  constructor(place: () => Place) {
    this.#place = place;
  }

  async answer(question: Question, handle: SessionHandle): Promise<void> {
    const { request, path } = question;
    try {
      if (question.type === "openFile") {
        const { bytes, written } = await this.#files.open(path);
        handle.send({ type: "file", request, size: bytes.length, written });
      } else {
        const bytes = await this.#files.range(path, question.written, question.offset, question.length);
        handle.send({ type: "file", request, bytes });
      }
    } catch (error) {
      handle.send({ type: "file", request, problem: problemOf(error, path) });
    }
  }

  /** The whole file at a path of a cell. Throws Refusal, or as the file system does. */
  async bytes(path: string): Promise<Uint8Array> {
    return (await this.#read(path)).bytes;
  }

  async #read(path: string): Promise<WholeFile> {
    const { target, root } = locate(path, this.#place());
    await refuseLinks(path, root, target);
    const { size, mtime } = await workspace.fs.stat(target);
    if (size > MOST_BYTES)
      throw new Refusal(l10n.t("'{0}' has {1} bytes; where there is no disk, at most {2} are read.", path, size, MOST_BYTES));
    return { bytes: await workspace.fs.readFile(target), written: mtime };
  }
}

function problemOf(error: unknown, path: string): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof Changed) return l10n.t("'{0}' changed while it was read.", path);
  return l10n.t("'{0}' can't be read: there is no such file.", path);
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

/** `fresh`: the file itself may not be there yet. */
export async function refuseLinks(path: string, root: Uri, target: Uri, fresh = false): Promise<void> {
  const steps = target.path
    .slice(root.path.length)
    .split("/")
    .filter((step) => step !== "");
  for (let i = 1; i <= steps.length; i++) {
    const step = workspace.fs.stat(Uri.joinPath(root, ...steps.slice(0, i)));
    const type = await step.then(
      (found) => found.type,
      (error: unknown) => {
        if (fresh && i === steps.length) return FileType.Unknown;
        throw error;
      },
    );
    if (type & FileType.SymbolicLink) throw new Refusal(l10n.t("'{0}' goes through a link, which is not followed here.", path));
  }
}
