import { type ByteSource, FailureError, type Files } from "../model/index.ts";

/** A file that cells have opened, by the path that they gave. */
export interface OpenedFile {
  readonly path: string;
  readonly source: ByteSource;
}

/** Files that remember what was opened. */
export interface RecordedFiles extends Files {
  readonly opened: readonly OpenedFile[];
}

/** `saved` is told of each file that a cell has written. */
export function recorded(files: Files, saved: (path: string) => void): RecordedFiles {
  const opened: OpenedFile[] = [];
  return {
    opened,
    async open(path) {
      const source = await files.open(path);
      if (!opened.some((file) => file.path === path)) opened.push({ path, source });
      return source;
    },
    async save(path, content) {
      if (!files.save) throw new FailureError({ code: "Forbidden", message: "Nothing can be saved here." });
      await files.save(path, content);
      saved(path);
    },
  };
}
