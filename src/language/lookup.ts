import { type Failure, fail, nearest, type Span } from "../model/index.ts";
import type { Env } from "./context.ts";
import { entryFunction } from "./functions.ts";
import { isClosed, isUnitName, knows, lookUp, mathNames, unitOf } from "./mathjs.ts";
import { lookUpEntry, vocabulary } from "./vocabulary/index.ts";

/** The value bound to a name by a parameter, a sweep or the scope. */
export function boundValue(name: string, env: Env): { readonly value: unknown } | undefined {
  if (env.parameters.has(name)) return { value: env.parameters.get(name) };
  if (env.bound.has(name)) return { value: env.bound.get(name) };
  return env.scope.has(name) ? { value: env.scope.get(name) } : undefined;
}

/** Words of the vocabulary's own, where nothing else has the name. */
const WORDS: Readonly<Record<string, unknown>> = { none: null, inf: Number.POSITIVE_INFINITY };

/** A name that stands by itself, in mathjs's order: parameter, scope, mathjs, unit; the vocabulary's functions before units. */
export function symbolValue(name: string, env: Env): unknown {
  const bound = boundValue(name, env);
  if (bound) return bound.value;
  if (knows(name)) return lookUp(name);
  const entry = lookUpEntry(name);
  if (entry) return entryFunction(entry, env);
  if (isUnitName(name)) return unitOf(name);
  if (Object.hasOwn(WORDS, name)) return WORDS[name];
  return failUnknown(name, env.scope.keys());
}

/** Throws UnknownName, or Forbidden for a name of mathjs that is closed. */
export function failUnknown(name: string, names: Iterable<string>, span?: Span): never {
  const { code, message, suggestion } = unknownName(name, names);
  return fail(code, message, { ...(span ? { span } : {}), ...(suggestion === undefined ? {} : { suggestion }) });
}

export function unknownName(name: string, names: Iterable<string>): Failure {
  if (isClosed(name)) return { code: "Forbidden", message: `'${name}' is closed in notebooks: it runs text or changes the language.` };
  const suggestion = nearest(name, [...names, ...vocabulary.map((entry) => entry.name), ...mathNames()]);
  const message = suggestion === undefined ? `Unknown name '${name}'.` : `Unknown name '${name}'. Did you mean '${suggestion}'?`;
  return { code: "UnknownName", message, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** Whether a name means something without any cell defining it. */
export function isKnownName(name: string): boolean {
  return knows(name) || lookUpEntry(name) !== undefined || Object.hasOwn(WORDS, name) || isUnitName(name);
}
