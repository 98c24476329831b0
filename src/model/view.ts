import type { Failure } from "./failure.ts";
import type { Control } from "./value.ts";

/** A number that survives JSON: a non-finite one travels as its name. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

export interface Bar {
  /** 0-based index along the axis. */
  readonly index: number;
  readonly label: string;
  readonly p: JsonNumber;
}

/** One bin of the entries that are not drawn singly: how many there are and what mass they hold. `hi` is the larger p. */
export interface TailBin {
  readonly lo: number;
  readonly hi: number;
  readonly count: number;
  readonly mass: number;
}

/** A thinned matrix: `rows` × `columns` cells, row-major; each is the mean of the block of the source that it covers. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly JsonNumber[];
  /** Source extent, e.g. [4096, 151936]. */
  readonly source: readonly [number, number];
  readonly rowLabels?: readonly string[] | undefined;
  readonly columnLabels?: readonly string[] | undefined;
}

/** A distribution against one that was pinned; both by their first row. */
export interface PinView {
  readonly tau: JsonNumber;
  /** Nats. */
  readonly entropy: JsonNumber;
  /** Entries of the pinned one. Where they are not as many as those of the view, nothing else is known. */
  readonly size: number;
  /** Pinned probabilities of the entries in `bars`, in their order. */
  readonly bars: readonly JsonNumber[];
  /** KL(view‖pinned) and the Jensen–Shannon divergence in nats, and the total variation. */
  readonly kl?: JsonNumber | undefined;
  readonly js?: JsonNumber | undefined;
  readonly tv?: JsonNumber | undefined;
}

export interface DistributionView {
  readonly kind: "distribution";
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly axis: number;
  readonly tau: JsonNumber;
  /** Entries along the axis, and how many rows there are; the figures and bars below are of row 0. */
  readonly size: number;
  readonly rows: number;
  /** Up to 64 entries: all, in index order. More: the largest ones, in falling order of p. */
  readonly bars: readonly Bar[];
  readonly ranked: boolean;
  /** What the bars leave out, binned by probability (a few bins a decade); absent when they leave out nothing. */
  readonly tail?: { readonly count: number; readonly mass: number; readonly bins: readonly TailBin[] } | undefined;
  /** Nats. */
  readonly entropy: JsonNumber;
  readonly perplexity: JsonNumber;
  readonly max: JsonNumber;
  readonly logsumexp: JsonNumber;
  /** Σp − 1, summed in float64 over the probabilities as stored. */
  readonly sumError: JsonNumber;
  /** Finite logits whose probability came out as 0, and logits that are NaN or infinite. */
  readonly underflowed: number;
  readonly nonFinite: number;
  /** Of those the infinite ones. */
  readonly infinite?: number | undefined;
  /** Rows > 1: all probabilities as a heatmap. */
  readonly grid?: Grid | undefined;
  readonly warning?: string | undefined;
  readonly pinned?: PinView | undefined;
}

export interface SweepView {
  readonly kind: "sweep";
  readonly parameter: string;
  readonly values: readonly number[];
  /** Log axis for the parameter: its values are positive and about evenly spaced in logs. */
  readonly logParameter: boolean;
  /** What a result is: a distribution's probabilities, a tensor's elements, or a single number. */
  readonly of: "distribution" | "tensor" | "number";
  /** Names of the drawn entries (one per line), chosen by the kernel: at most 20, those that matter most. */
  readonly entries: readonly string[];
  /** `entries.length` lists, one number per value of the parameter. */
  readonly lines: readonly (readonly JsonNumber[])[];
  /** Values × entries (thinned). Absent for single numbers. */
  readonly grid?: Grid | undefined;
  /** Distributions only: nats and the largest probability, one per value. */
  readonly entropy?: readonly JsonNumber[] | undefined;
  readonly max?: readonly JsonNumber[] | undefined;
}

export interface TensorView {
  readonly kind: "tensor";
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  /** First and last elements (row-major), at most 8 each; `tail` is empty when `head` holds them all. */
  readonly head: readonly JsonNumber[];
  readonly tail: readonly JsonNumber[];
  readonly min: JsonNumber;
  readonly max: JsonNumber;
  readonly mean: JsonNumber;
  readonly nonFinite: number;
  /** One axis: up to about 500 points; beyond, each is the envelope of a bucket. */
  readonly points?: readonly { readonly x: number; readonly y: JsonNumber; readonly lo: JsonNumber; readonly hi: JsonNumber }[] | undefined;
  readonly labels?: readonly string[] | undefined;
  /** Two axes or more (leading ones folded into rows). */
  readonly grid?: Grid | undefined;
}

export interface TextView {
  readonly kind: "text";
  readonly text: string;
}

export interface ControlView {
  readonly kind: "control";
  readonly control: Control;
}

export interface ChartView {
  readonly kind: "chart";
  readonly spec: Readonly<Record<string, unknown>>;
  readonly sentence: string;
}

/** Columns of equal length, as a table (and where it has m and l, a chart). */
export interface TableView {
  readonly kind: "table";
  readonly columns: readonly { readonly name: string; readonly cells: readonly (JsonNumber | string)[] }[];
  /** Rows in the source; more than the cells given when it was thinned. */
  readonly rows: number;
}

/** A list or an object of which some entries have pictures, each entry by its name. */
export interface GroupView {
  readonly kind: "group";
  readonly items: readonly { readonly name: string; readonly view: View }[];
  /** How many entries are left out. */
  readonly left: number;
  /** The whole as one text. */
  readonly text: string;
}

export interface ErrorView {
  readonly kind: "error";
  readonly failure: Failure;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export type View = TextView | TensorView | DistributionView | SweepView | ControlView | ChartView | TableView | GroupView | ErrorView;

/** The payload of application/vnd.softmaxnb.view.v1+json. */
export interface ViewEnvelope {
  readonly version: 1;
  /** Which cell and which of its shown results: what a frame is addressed to. Unique within a session. */
  readonly cell: string;
  readonly slot: number;
  /** Grows with every picture that a session makes: of two envelopes for one slot the larger stamp is the newer. */
  readonly stamp?: number | undefined;
  readonly view: View;
  /** For screen readers and plain text: "peak 'the' 0.62, entropy 1.9 nats, 5 entries hold 94 %". */
  readonly sentence: string;
}

export const VIEW_MIME = "application/vnd.softmaxnb.view.v1+json";
export const VEGA_LITE_MIME = "application/vnd.vegalite.v5+json";

/** One output in every representation: MIME type → text or JSON. Ours first, text/plain always there. */
export type MimeBundle = Readonly<Record<string, unknown>> & { readonly "text/plain": string };

/** Number → its JSON-safe form. */
export function jsonNumber(x: number): JsonNumber {
  if (Number.isFinite(x)) return x;
  return Number.isNaN(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity";
}

/** The inverse of jsonNumber. */
export function fromJsonNumber(x: JsonNumber): number {
  return typeof x === "number" ? x : Number(x);
}
