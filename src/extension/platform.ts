import type { Uri } from "vscode";
import type { PageJob } from "../page/index.ts";
import type { LanguageService, SessionHandle } from "../worker/index.ts";

/** What a session is started with. */
export interface SessionRequest {
  /** Folders that the notebook may read from. */
  readonly roots: readonly Uri[];
  /** Time that an interrupted cell has to stop by itself, in ms. */
  readonly graceMs: number;
  /** Limit of the session's heap, in MiB, where the host can set one. */
  readonly memoryLimitMb?: number | undefined;
}

/** What differs between the hosts of an extension. */
export interface Platform {
  startSession(request: SessionRequest): SessionHandle;
  /** Answers questions about notebooks' texts; starts with the first one. */
  startLanguage(): LanguageService;
  /** A folder as sessions of this host name it; null where they can't read there. */
  folderName(folder: Uri): string | null;
  /** Makes an exported page, on another thread. */
  makePage(job: Omit<PageJob, "scripts">): Promise<string>;
}
