import type { Key } from "../engine/index.ts";
import type { ControlValue, Files, Span, Steps } from "../model/index.ts";
import type { Names } from "./mathjs.ts";
import type { FunctionNode, Node } from "./nodes.ts";
import type { Spans } from "./spans.ts";

/** Raw values by name: mathjs's and ours. */
export type Scope = Map<string, unknown>;

/** What a cell's run brings to its statements. */
export interface Context {
  /** The notebook's seed. */
  readonly seed: number;
  readonly files: Files;
  /** The value that the user moved a control to. */
  control(name: string): ControlValue | undefined;
  readonly cellText: string;
}

/** One evaluation of one statement. */
export interface Run {
  readonly context: Context;
  /** Index of the statement in its cell. */
  readonly statement: number;
  readonly spans: Spans;
  /** How many streams of random numbers the statement has drawn from. */
  draws: number;
  /** Nodes evaluated, for a chance to pause now and then. */
  steps: number;
  evaluate(node: Node, env: Env): Steps<unknown>;
  /** A call whose value is assigned to `target` at once. */
  evaluateCall(node: FunctionNode, env: Env, target: string): Steps<unknown>;
}

/** Where names are looked up: a function's parameters first, then what a sweep binds, then the scope. */
export interface Env {
  readonly run: Run;
  readonly scope: Names;
  readonly parameters: ReadonlyMap<string, unknown>;
  /** Names bound for the time of an expression; functions called from it see them too. */
  readonly bound: ReadonlyMap<string, unknown>;
  /** Calls of the user's functions that are open. */
  readonly depth: number;
}

/** What a function of the vocabulary may ask of its call, besides its arguments. */
export interface Call {
  readonly context: Context;
  /** The variable that the call's value is assigned to at once: `tau = slider(…)`. */
  readonly target: string | undefined;
  /** Keywords that the function takes without declaring them (`sweep(…, tau = …)`), by name. */
  readonly named: ReadonlyMap<string, unknown>;
  /** The stream of the call's next draw; a seed of the user's own replaces the notebook's and the cell. */
  key(seed: number | null): Key;
  /** The text of an argument, by its parameter's name. */
  span(parameter: string): Span | undefined;
  /** The text of a keyword: `tau` of `tau = 0.5`. */
  keywordSpan(parameter: string): Span | undefined;
  /** Evaluates an argument that came unevaluated, with more names bound. */
  evaluate(node: Node, bindings?: ReadonlyMap<string, unknown>): Steps<unknown>;
}
