import type { ControlValue, View } from "../model/index.ts";
import type { CellOutputs, NotebookText } from "../notebook/index.ts";
import type { Theme } from "../output/index.ts";

/** A notebook that ran, to be made a page. Plain data, so that it can be made on another thread. */
export interface PageJob {
  /** The title where the notebook states none. */
  readonly name: string;
  readonly notebook: NotebookText;
  readonly seed: number;
  /** What cells showed, by their index among all cells. Envelopes in the bundles name their cell by that index. */
  readonly results: readonly (readonly [number, CellOutputs])[];
  /** Controls that were moved before the cells ran. */
  readonly moves: readonly { readonly name: string; readonly value: ControlValue }[];
  /** The files that cells read. */
  readonly files: readonly PageFile[];
  /** Pictures of the text, by the paths that it gives. */
  readonly pictures: readonly (readonly [string, string])[];
  /** Text of the renderer, which is the page's own script, and of the engine that it starts. */
  readonly scripts: { readonly page: string; readonly engine: string };
}

/** A file in the page, or why it is not there. */
export type PageFile = { readonly path: string; readonly bytes: Uint8Array } | { readonly path: string; readonly problem: string };

/** Who made the page, as its head says: by this the renderer knows that it is on one. */
export const PAGE_GENERATOR = "Softmax Notebooks";

/** What the page's script is told, as JSON in the page. */
export interface PageData {
  readonly version: 1;
  readonly seed: number;
  readonly cells: readonly { readonly id: string; readonly source: string }[];
  readonly moves: PageJob["moves"];
  /** Bytes in base64. */
  readonly files: readonly { readonly path: string; readonly base64?: string; readonly problem?: string }[];
}

/** Draws a view as SVG documents, one a panel; none for what is text. */
export type Draw = (view: View, theme: Theme) => Promise<readonly string[]>;

/** Bytes of files and pictures that one page carries at most. */
export const MOST_EMBEDDED = 10_000_000;

/** What the maker's bundle gives to those who load it. */
export interface Maker {
  makePage(job: PageJob): Promise<string>;
  picturePaths(markdown: string): readonly string[];
}

/** What a thread of the maker answers. */
export type PageAnswer = { readonly html: string } | { readonly problem: string };
