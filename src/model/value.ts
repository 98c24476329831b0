import type { AnyTensor, Tensor } from "./tensor.ts";

/**
 * softmax(logits / tau) over one axis, held as logits and the state of its online fold, so that probabilities are
 * computed only when somebody reads them: p = exp(z / tau − m) / l.
 */
export interface Distribution {
  readonly kind: "distribution";
  readonly logits: AnyTensor;
  /** Temperature ≥ 0, or Infinity. */
  readonly tau: number;
  /** Axis, 0-based and non-negative, along which the probabilities sum to 1. */
  readonly axis: number;
  /** true = takes part. Broadcasts against the logits. */
  readonly mask?: Tensor | undefined;
  /** One per row (the shape without `axis`, row-major): maximum of z / tau, and Σ exp(z / tau − m). */
  readonly m: Float64Array;
  readonly l: Float64Array;
  readonly labels?: readonly string[] | undefined;
}

/** One result per value of a parameter. */
export interface Sweep {
  readonly kind: "sweep";
  readonly parameter: string;
  readonly values: readonly number[];
  readonly results: readonly Value[];
}

/** A control as it stands: what it is, and its present value. `name` is the variable that it drives. */
export type Control =
  | {
      readonly kind: "control";
      readonly control: "slider";
      readonly name: string;
      readonly label: string;
      readonly min: number;
      readonly max: number;
      /** null: continuous. On a log scale a step is a number of e-folds. */
      readonly step: number | null;
      readonly scale: "linear" | "log";
      readonly value: number;
    }
  | {
      readonly kind: "control";
      readonly control: "select";
      readonly name: string;
      readonly label: string;
      readonly options: readonly (string | number | boolean)[];
      readonly value: string | number | boolean;
    }
  | { readonly kind: "control"; readonly control: "checkbox"; readonly name: string; readonly label: string; readonly value: boolean }
  | { readonly kind: "control"; readonly control: "number"; readonly name: string; readonly label: string; readonly value: number }
  | {
      readonly kind: "control";
      readonly control: "play";
      readonly name: string;
      readonly label: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly fps: number;
      readonly value: number;
    };

/** Columns of equal length, each of numbers or of texts. */
export interface Trace {
  readonly kind: "trace";
  readonly columns: Readonly<Record<string, readonly (number | string)[]>>;
}

/** A picture: a Vega-Lite v5 specification with its data inline, at most about 1,000 marks, and a sentence that says what it shows. */
export interface Chart {
  readonly kind: "chart";
  readonly spec: Readonly<Record<string, unknown>>;
  readonly sentence: string;
  /** Named fields of a value that shows as a chart (reliability, decode). */
  readonly fields?: Readonly<Record<string, Value>> | undefined;
}

/**
 * A value of the language as every layer above it sees it: no mathjs object, only what structured clone can carry
 * (a LazyTensor excepted, which stays in its session). `text` is mathjs's own formatting where it has one.
 */
export type Value =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "complex"; readonly re: number; readonly im: number; readonly text: string }
  /** `claim`: what an assertion that held claims; it is shown in the value's place. */
  | { readonly kind: "boolean"; readonly value: boolean; readonly claim?: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "null" }
  | AnyTensor
  | { readonly kind: "list"; readonly items: readonly Value[]; readonly text?: string | undefined }
  | { readonly kind: "object"; readonly entries: Readonly<Record<string, Value>> }
  | Distribution
  | Sweep
  | Control
  | Trace
  | Chart
  | { readonly kind: "other"; readonly text: string };
