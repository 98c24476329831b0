import type { Pool } from "../model/index.ts";
import type { CellDocument } from "./document.ts";
import type { NotebookFile } from "./readNotebook.ts";

/** Where a command's words go, and who helps it. */
export interface Terminal {
  readonly out: (content: string | Uint8Array) => void;
  readonly err: (text: string) => void;
  /** Threads that large work may use, asked for when it does. */
  readonly pool?: (() => Pool | null) | undefined;
  /** Told of a notebook before its cells run, and of each cell as it ends: what to print should this thread be ended. */
  readonly begin?: ((notebook: NotebookFile) => void) | undefined;
  readonly ran?: ((cell: CellDocument) => void) | undefined;
}
