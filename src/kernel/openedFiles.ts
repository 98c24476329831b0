import { type ByteSource, FailureError, type Files } from "../model/index.ts";

/** The files that cells opened, and which of them have changed since. */
export class OpenedFiles implements Files {
  readonly #files: Files;
  readonly #first: (path: string) => void;
  /** How often a path was said to have changed. */
  readonly #versions = new Map<string, number>();
  /** By cell: the paths that its last run opened, as they were then. */
  readonly #opened = new Map<string, Map<string, number>>();
  readonly #known = new Set<string>();
  #cell: string | null = null;

  /** `first` is told of each path once, whether it can be opened or not. */
  constructor(files: Files, first: (path: string) => void) {
    this.#files = files;
    this.#first = first;
  }

  open(path: string): Promise<ByteSource> {
    if (this.#cell !== null) {
      const paths = this.#opened.get(this.#cell) ?? new Map<string, number>();
      this.#opened.set(this.#cell, paths.set(path, this.#versionOf(path)));
    }
    if (!this.#known.has(path)) this.#first(path);
    this.#known.add(path);
    return this.#files.open(path);
  }

  save(path: string, content: string | Uint8Array): Promise<void> {
    if (!this.#files.save) throw new FailureError({ code: "Forbidden", message: "Nothing can be saved here." });
    return this.#files.save(path, content);
  }

  /** A cell begins to run: all of it, or some of its statements. */
  begin(cell: string, part: boolean): void {
    this.#cell = cell;
    if (!part) this.#opened.delete(cell);
  }

  /** Notes that a file changed; gives the cells that opened it. */
  changed(path: string): readonly string[] {
    this.#versions.set(path, this.#versionOf(path) + 1);
    return [...this.#opened].filter(([, paths]) => paths.has(path)).map(([cell]) => cell);
  }

  /** Whether all files that the cell opened are as they were then. */
  holds(cell: string): boolean {
    return [...(this.#opened.get(cell) ?? [])].every(([path, version]) => version === this.#versionOf(path));
  }

  #versionOf(path: string): number {
    return this.#versions.get(path) ?? 0;
  }
}
