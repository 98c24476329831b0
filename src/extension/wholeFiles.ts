/** A file's content, and when it was written: a later one is another file. */
export interface WholeFile {
  readonly bytes: Uint8Array;
  readonly written: number;
}

/** Thrown for a range of a file that is no longer what it was when it was opened. */
export class Changed extends Error {}

/**
 * Files that can be read whole only, kept while ranges of them are asked for: the one that was opened last, and others up to a limit,
 * the longest unused going first. No file is held twice.
 */
export class WholeFiles {
  readonly #read: (path: string) => Promise<WholeFile>;
  readonly #limit: number;
  readonly #kept = new Map<string, Promise<WholeFile>>();
  readonly #sizes = new Map<string, number>();

  /** `limit`: bytes kept beside the file that was opened last. */
  constructor(read: (path: string) => Promise<WholeFile>, limit: number) {
    this.#read = read;
    this.#limit = limit;
  }

  /** Reads the file anew. */
  async open(path: string): Promise<WholeFile> {
    this.#drop(path);
    const reading = this.#read(path);
    this.#kept.set(path, reading);
    try {
      const file = await reading;
      this.#evict(path, file.bytes.length);
      return file;
    } catch (error) {
      if (this.#kept.get(path) === reading) this.#drop(path);
      throw error;
    }
  }

  /** A copy of a range of the file that was written then; fewer bytes at its end only. Throws Changed. */
  async range(path: string, written: number, offset: number, length: number): Promise<Uint8Array> {
    const file = await (this.#kept.get(path) ?? this.open(path));
    if (file.written !== written) throw new Changed();
    return file.bytes.slice(offset, offset + length);
  }

  #evict(path: string, size: number): void {
    let others = 0;
    for (const bytes of this.#sizes.values()) others += bytes;
    for (const [other, bytes] of this.#sizes) {
      if (others <= this.#limit) break;
      this.#drop(other);
      others -= bytes;
    }
    if (this.#kept.has(path)) this.#sizes.set(path, size);
  }

  #drop(path: string): void {
    this.#kept.delete(path);
    this.#sizes.delete(path);
  }
}
