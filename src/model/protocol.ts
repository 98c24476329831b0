import type { Failure, Span } from "./failure.ts";
import type { MimeBundle, ViewEnvelope } from "./view.ts";

/** A code cell as the session knows it. `id` is the host's, stable while the notebook is open; order is document order. */
export interface CellText {
  readonly id: string;
  readonly source: string;
}

export type ControlValue = number | string | boolean;

/** What follows an edit, a run or a moved control by itself: `auto` runs the cells that depend on it, `lazy` marks them stale. */
export type Mode = "auto" | "lazy";

/** How a cell stands: never run; run with the text and inputs that it has now; or with others, so that what it shows is of the past. */
export type Standing = "new" | "fresh" | "stale";

export interface CellMark {
  readonly cell: string;
  readonly standing: Standing;
  /** What is wrong with its place among the others: names that it shares, cycles that it is on. */
  readonly problems: readonly Failure[];
}

/** A variable as a list shows it. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  /** Empty for a single value. */
  readonly shape: readonly number[];
  /** In one short line. */
  readonly value: string;
  /** Of a tensor's elements, where they are in memory and no more than some thousands. */
  readonly sum?: string | undefined;
  /** The cell that set it. */
  readonly cell: string;
}

/** A cell among the others: the names that it sets, and those of other cells that it needs. */
export interface CellLink {
  readonly cell: string;
  readonly defines: readonly string[];
  readonly uses: readonly string[];
  readonly standing: Standing;
}

/** Host → session. */
export type Request =
  /** First message. `seed` is the notebook's; `folder` is opaque to the session and comes back in file requests. */
  | { readonly type: "open"; readonly seed: number; readonly folder: string | null }
  /** Before the first `cells`, and when it changes. A session that is not told is in `auto`. */
  | { readonly type: "mode"; readonly mode: Mode }
  /**
   * All code cells as they stand, in order. Sent before a run and after edits; cells that are gone lose their names. The first one
   * runs nothing; after later ones, what the edit changed runs in `auto`.
   */
  | { readonly type: "cells"; readonly cells: readonly CellText[] }
  /** Run these cells, each after those whose names it uses. Every one is answered by `ended`, and those that begin by `started`. */
  | { readonly type: "run"; readonly cells: readonly string[] }
  /** Run those cells whose result is not that of their text and inputs. Cells that write files are left out. */
  | { readonly type: "refresh" }
  /** A control was moved. Latest generation wins; in `auto`, dependents answer with `frame`. */
  | { readonly type: "control"; readonly name: string; readonly value: ControlValue; readonly generation: number }
  /** Keep the distribution that a slot shows, or let go of the one that is kept. Answered by `picture`, once what runs has ended. */
  | { readonly type: "pin"; readonly cell: string; readonly slot: number; readonly pinned: boolean }
  | { readonly type: "interrupt" }
  /** Forget all names and run nothing. */
  | { readonly type: "restart" }
  /** First after `open` and `mode`: run these texts unseen, as they ran in another session. Answered by `rebuilt`. */
  | {
      readonly type: "rebuild";
      readonly ran: readonly CellText[];
      readonly moves: readonly { readonly name: string; readonly value: ControlValue }[];
    }
  /** Answered at once by `inspection`. */
  | { readonly type: "inspect" }
  /** Where in a cell's text a control's present value would stand. Answered at once by `place`. */
  | { readonly type: "locate"; readonly name: string }
  /** A file that was `opened` is another now, or came, or went: cells that read it are stale; in `auto` they run. */
  | { readonly type: "fileChanged"; readonly path: string }
  /** Answer to `openFile`, `readFile` or `saveFile`. */
  | {
      readonly type: "file";
      readonly request: number;
      readonly size?: number;
      /** When it was written, to come back with questions for ranges of it. */
      readonly written?: number;
      readonly bytes?: Uint8Array;
      readonly problem?: string;
    }
  | { readonly type: "close" };

/** Session → host. */
export type Event =
  | { readonly type: "ready" }
  /** A cell begins: one that was asked for, or one that follows from an edit. */
  | { readonly type: "started"; readonly cell: string }
  /** At most 10 a second a cell. Elements done and in all; total 0 when unknown. */
  | { readonly type: "progress"; readonly cell: string; readonly done: number; readonly total: number }
  | {
      readonly type: "ended";
      readonly cell: string;
      readonly status: "ok" | "error" | "cancelled";
      readonly elapsedMs: number;
      readonly outputs: readonly MimeBundle[];
      readonly failure?: Failure | undefined;
      /** `kept`: nothing was computed, since its result was still there. `superseded`: an edit made its run pointless. */
      readonly note?: "kept" | "superseded" | undefined;
    }
  /** Cells that stand differently than was said of them last; a cell of which nothing was said is new. */
  | { readonly type: "marks"; readonly marks: readonly CellMark[] }
  /** Nothing runs and nothing waits any more. */
  | { readonly type: "idle" }
  | { readonly type: "rebuilt" }
  | { readonly type: "inspection"; readonly variables: readonly Variable[]; readonly links: readonly CellLink[] }
  /** Null: the name is no control's, or its call takes no value. `span` is of the text `source`. */
  | {
      readonly type: "place";
      readonly name: string;
      readonly place: { readonly cell: string; readonly source: string; readonly span: Span; readonly text: string } | null;
    }
  /** A dependent's picture after a control moved: as its outputs would be, envelopes only. */
  | {
      readonly type: "frame";
      readonly generation: number;
      readonly cell: string;
      readonly envelopes: readonly ViewEnvelope[];
      readonly failure?: Failure | undefined;
    }
  /** Pictures that changed though nothing ran: a distribution was pinned or let go of. */
  | {
      readonly type: "picture";
      readonly cell: string;
      readonly envelopes: readonly ViewEnvelope[];
      readonly failure?: Failure | undefined;
    }
  /** All dependents of that generation have been sent: the host may send the next pending value. */
  | { readonly type: "settled"; readonly generation: number }
  /** A cell asked for a file, for the first time since the start of the session: `fileChanged` is welcome. */
  | { readonly type: "opened"; readonly path: string }
  /** Only from sessions that can't read files themselves (web). */
  | { readonly type: "openFile"; readonly request: number; readonly path: string }
  | {
      readonly type: "readFile";
      readonly request: number;
      readonly path: string;
      readonly written: number;
      readonly offset: number;
      readonly length: number;
    }
  /** A cell asks for a file to be written: the host asks its user. */
  | { readonly type: "saveFile"; readonly request: number; readonly path: string; readonly content: string | Uint8Array };

/** Renderer → host. */
export type RendererMessage =
  | { readonly type: "control"; readonly name: string; readonly value: ControlValue; readonly cell: string }
  | { readonly type: "hello" }
  /** Keep the distribution that this slot shows and compare later ones with it, or let go of the one that is kept. */
  | { readonly type: "pin"; readonly cell: string; readonly slot: number; readonly pinned: boolean }
  /** Show this JSON text, a picture's specification, in an editor. */
  | { readonly type: "open"; readonly text: string };

/** Host → renderer. */
export type RendererUpdate = {
  readonly type: "frame";
  readonly generation: number;
  readonly cell: string;
  readonly envelopes: readonly ViewEnvelope[];
  readonly failure?: Failure | undefined;
  /** Where `softmaxnb.frameReadout` is on: ms from the value's way to the session to this frame, and values passed over since then. */
  readonly readout?: { readonly ms: number; readonly dropped: number } | undefined;
};

/** Host → renderer: the cells whose pictures are of the past, all of them. */
export interface RendererStale {
  readonly type: "stale";
  readonly cells: readonly string[];
}

/** Whose colours pictures take: the editor's, or our own light or dark ones. */
export type ThemeChoice = "auto" | "light" | "dark";

/** Host → renderer: what the settings say; sent after `hello` and when they change. */
export interface RendererSettings {
  readonly type: "settings";
  readonly theme: ThemeChoice;
  /** English text → the same in the editor's language; none where that is English. */
  readonly words?: Readonly<Record<string, string>> | undefined;
}
