import type { Failure } from "./failure.ts";
import type { MimeBundle, ViewEnvelope } from "./view.ts";

/** A code cell as the session knows it. `id` is the host's, stable while the notebook is open; order is document order. */
export interface CellText {
  readonly id: string;
  readonly source: string;
}

export type ControlValue = number | string | boolean;

/** Host → session. */
export type Request =
  /** First message. `seed` is the notebook's; `folder` is opaque to the session and comes back in file requests. */
  | { readonly type: "open"; readonly seed: number; readonly folder: string | null }
  /** All code cells as they stand, in order. Sent before a run and after edits; cells that are gone lose their names. */
  | { readonly type: "cells"; readonly cells: readonly CellText[] }
  /** Run these cells, in the order given. Every one is answered by `started` and `ended`. */
  | { readonly type: "run"; readonly cells: readonly string[] }
  /** A control was moved. Latest generation wins; dependents answer with `frame`. */
  | { readonly type: "control"; readonly name: string; readonly value: ControlValue; readonly generation: number }
  | { readonly type: "interrupt" }
  /** Forget all names and run nothing. */
  | { readonly type: "restart" }
  /** Answer to `openFile` or `readFile`. */
  | { readonly type: "file"; readonly request: number; readonly size?: number; readonly bytes?: Uint8Array; readonly problem?: string }
  | { readonly type: "close" };

/** Session → host. */
export type Event =
  | { readonly type: "ready" }
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
    }
  /** A dependent's picture after a control moved: as its outputs would be, envelopes only. */
  | {
      readonly type: "frame";
      readonly generation: number;
      readonly cell: string;
      readonly envelopes: readonly ViewEnvelope[];
      readonly failure?: Failure | undefined;
    }
  /** All dependents of that generation have been sent: the host may send the next pending value. */
  | { readonly type: "settled"; readonly generation: number }
  /** Only from sessions that can't read files themselves (web). */
  | { readonly type: "openFile"; readonly request: number; readonly path: string }
  | { readonly type: "readFile"; readonly request: number; readonly path: string; readonly offset: number; readonly length: number };

/** Renderer → host. */
export type RendererMessage =
  | { readonly type: "control"; readonly name: string; readonly value: ControlValue; readonly cell: string }
  | { readonly type: "hello" }
  /** Show this JSON text, a picture's specification, in an editor. */
  | { readonly type: "open"; readonly text: string };

/** Host → renderer. */
export type RendererUpdate = {
  readonly type: "frame";
  readonly generation: number;
  readonly cell: string;
  readonly envelopes: readonly ViewEnvelope[];
  readonly failure?: Failure | undefined;
};
