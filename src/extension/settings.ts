import { type NotebookDocument, workspace } from "vscode";

export interface Settings {
  readonly graceMs: number;
  /** Undefined: the platform's own. */
  readonly memoryLimitMb: number | undefined;
  /** 0: none. */
  readonly timeLimitSeconds: number;
  /** Whether cells run by themselves when a notebook is opened, and for how long at most; 0: no limit. */
  readonly runOnOpen: boolean;
  readonly runOnOpenSeconds: number;
  /** Whether pictures say what their frames cost. */
  readonly frameReadout: boolean;
}

/** The settings that hold for a notebook; nonsense counts as the default. */
export function settingsOf(notebook: NotebookDocument): Settings {
  const values = workspace.getConfiguration("softmaxnb", notebook.uri);
  const memory = atLeast(values.get("memoryLimitMb"), 64, 0);
  return {
    graceMs: atLeast(values.get("interruptGraceMs"), 0, 1000),
    memoryLimitMb: memory === 0 ? undefined : memory,
    timeLimitSeconds: atLeast(values.get("timeLimitSeconds"), 0, 0),
    runOnOpen: values.get("runOnOpen") !== false,
    runOnOpenSeconds: atLeast(values.get("runOnOpenSeconds"), 0, 10),
    frameReadout: values.get("frameReadout") === true,
  };
}

/** Threads that compute for all notebooks of a window together; 0: one for each core. */
export function threadsSetting(): number {
  const values = workspace.getConfiguration("softmaxnb");
  return Math.floor(atLeast(values.get("threads"), 0, 0));
}

function atLeast(value: unknown, least: number, fallback: number): number {
  return typeof value === "number" && Number.isFinite(value) && value >= least ? value : fallback;
}
