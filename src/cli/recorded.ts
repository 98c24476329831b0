import type { ByteSource, Files } from "../model/index.ts";

/** A file that cells have opened, by the path that they gave. */
export interface OpenedFile {
  readonly path: string;
  readonly source: ByteSource;
}

/** Files that remember what was opened. */
export interface RecordedFiles extends Files {
  readonly opened: readonly OpenedFile[];
}

export function recorded(files: Files): RecordedFiles {
  const opened: OpenedFile[] = [];
  return {
    opened,
    async open(path) {
      const source = await files.open(path);
      if (!opened.some((file) => file.path === path)) opened.push({ path, source });
      return source;
    },
  };
}
