import type { Steps } from "../../model/index.ts";
import type { Call } from "../context.ts";
import type { Kind } from "../kinds.ts";

/** One parameter of a function: what it takes, and what it is where the call leaves it out. */
export interface Parameter<T> {
  readonly kind: Kind<T>;
  readonly required: boolean;
  /** The value where it is left out. */
  readonly fallback?: T;
  /** The fallback as the signature shows it. */
  readonly shown?: string;
  /** Takes all positional arguments from here on, as a list; what follows can be given by keyword only. */
  readonly rest?: boolean;
  readonly docs?: string;
}

/** A parameter as the outside sees it. */
export interface ParameterInfo {
  readonly name: string;
  readonly kind: string;
  readonly required: boolean;
  readonly default?: string | undefined;
  readonly docs?: string | undefined;
}

/** A function of the vocabulary, as completions, hovers and the reference see it. */
export interface Entry {
  readonly name: string;
  readonly family: string;
  readonly parameters: readonly ParameterInfo[];
  /** `softmax(z, tau = 1, dim = -1, mask = none)` */
  readonly signature: string;
  readonly docs: string;
  /** TeX, empty where a formula would say nothing. */
  readonly formula: string;
  /** Where its definition is from: a paper, or the function of a library that it agrees with. */
  readonly source: string;
  /** An expression that runs by itself and shows what the function does; lines are statements. */
  readonly example: string;
  /** Takes keywords of any name, and binds them in its first argument, which comes unevaluated. */
  readonly binds: boolean;
  /** Keywords that it takes beside its parameters, where they are known (the stages of decode). */
  readonly words: readonly string[];
}

/** An entry with what the evaluator needs to run it. */
export interface RunnableEntry extends Entry {
  readonly declared: readonly (Parameter<unknown> & { readonly name: string })[];
  /** Kind of the values of keywords of any name, where the function takes such. */
  readonly named: Kind<unknown> | undefined;
  run(args: Readonly<Record<string, unknown>>, call: Call): Steps<unknown>;
}

type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** The values that a function's parameters have in its `run`. */
export type Arguments<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

export interface Definition<P extends Parameters> {
  readonly name: string;
  readonly family: string;
  readonly parameters: P;
  readonly docs: string;
  readonly formula?: string;
  readonly source: string;
  readonly example: string;
  /** Keywords of any name, their values of this kind. */
  readonly named?: Kind<unknown>;
  /** Whether those keywords are bound in the first argument. */
  readonly binds?: boolean;
  /** How the signature shows `named`. */
  readonly namedShown?: string;
  /** Those keywords, where only some make sense. */
  readonly words?: readonly string[];
  run(args: Arguments<P>, call: Call): Steps<unknown>;
}

/** Declares a function: everything about it in one place. */
export function define<P extends Parameters>(definition: Definition<P>): RunnableEntry {
  const declared = Object.entries(definition.parameters).map(([name, parameter]) => ({ ...parameter, name }));
  return {
    name: definition.name,
    family: definition.family,
    parameters: declared.map(infoOf),
    signature: `${definition.name}(${[...declared.map(shownParameter), ...(definition.namedShown ? [definition.namedShown] : [])].join(", ")})`,
    docs: definition.docs,
    formula: definition.formula ?? "",
    source: definition.source,
    example: definition.example,
    binds: definition.binds ?? false,
    words: definition.words ?? [],
    named: definition.named,
    declared,
    // SAFETY: the binder gives every declared parameter a value of its kind or its fallback.
    run: (args, call) => definition.run(args as Arguments<P>, call),
  };
}

function infoOf(parameter: Parameter<unknown> & { name: string }): ParameterInfo {
  return {
    name: parameter.name,
    kind: parameter.kind.name,
    required: parameter.required,
    default: parameter.required ? undefined : (parameter.shown ?? String(parameter.fallback)),
    docs: parameter.docs,
  };
}

function shownParameter(parameter: Parameter<unknown> & { name: string }): string {
  if (parameter.rest) return `${parameter.name}…`;
  return parameter.required ? parameter.name : `${parameter.name} = ${parameter.shown ?? String(parameter.fallback)}`;
}

export function required<T>(kind: Kind<T>, docs?: string): Parameter<T> {
  return docs === undefined ? { kind, required: true } : { kind, required: true, docs };
}

export function optional<T>(kind: Kind<T>, fallback: T, docs?: string, shown?: string): Parameter<T> {
  return { kind, required: false, fallback, ...(docs === undefined ? {} : { docs }), shown: shown ?? showFallback(fallback) };
}

/** All remaining positional arguments, at least one. */
export function rest<T>(kind: Kind<T>, docs?: string): Parameter<readonly T[]> {
  // SAFETY: the binder reads each argument by this kind and gives `run` the list of them.
  const list = kind as unknown as Kind<readonly T[]>;
  return { kind: list, required: true, rest: true, ...(docs === undefined ? {} : { docs }) };
}

function showFallback(fallback: unknown): string {
  if (fallback === null) return "none";
  if (typeof fallback === "number" && Math.abs(fallback) < 1e-3 && fallback !== 0) return fallback.toExponential();
  return typeof fallback === "string" ? `"${fallback}"` : Array.isArray(fallback) ? `[${fallback.join(", ")}]` : String(fallback);
}
