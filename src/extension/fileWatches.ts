import { type Disposable, RelativePattern, Uri, workspace } from "vscode";
import { locate, Refusal } from "./fileAnswers.ts";
import type { Place } from "./places.ts";

/** A writer may touch a file several times: it counts as changed when it has been left alone for so long. */
const QUIET_MS = 300;

/** Watches the files that a notebook's cells asked for, those too that are not there yet. */
export class FileWatches implements Disposable {
  readonly #place: () => Place;
  readonly #changed: (path: string) => void;
  readonly #watched = new Map<string, Disposable>();
  readonly #quiet = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(place: () => Place, changed: (path: string) => void) {
    this.#place = place;
    this.#changed = changed;
  }

  /** Watches a path of a cell from now on; one that leads nowhere is left alone. */
  watch(path: string): void {
    if (this.#watched.has(path)) return;
    const target = targetOf(path, this.#place());
    if (!target) return;
    // A pattern, in which these characters would mean something.
    const name = (target.path.split("/").at(-1) ?? "").replace(/[*?[\]{}]/g, "?");
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(target, ".."), name));
    const heard = (changed: Uri): void => {
      if (changed.path === target.path) this.#wait(path);
    };
    watcher.onDidChange(heard);
    watcher.onDidCreate(heard);
    watcher.onDidDelete(heard);
    this.#watched.set(path, watcher);
  }

  dispose(): void {
    for (const watcher of this.#watched.values()) watcher.dispose();
    for (const timer of this.#quiet.values()) clearTimeout(timer);
    this.#watched.clear();
    this.#quiet.clear();
  }

  #wait(path: string): void {
    clearTimeout(this.#quiet.get(path));
    this.#quiet.set(
      path,
      setTimeout(() => this.#changed(path), QUIET_MS),
    );
  }
}

function targetOf(path: string, place: Place): Uri | null {
  try {
    return locate(path, place).target;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
