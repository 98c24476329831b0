import type { LoggerInterface, Spec as VegaSpec } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Spec } from "../../src/output/index.ts";

const KEPT = 60;
const cache = new Map<string, VegaSpec>();

/** Vega-Lite to Vega, kept by structure: a first compilation takes some 150 ms. Throws on a specification that is none. */
export function compiled(spec: Spec, key: string): VegaSpec {
  const known = cache.get(key);
  if (known !== undefined) return known;
  // SAFETY: compile checks the specification and throws on what it doesn't know.
  const made = compile(spec as unknown as TopLevelSpec, { logger: logger() }).spec;
  cache.set(key, made);
  const [oldest] = cache.keys();
  if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest);
  return made;
}

/** Tells errors only: Vega's warnings are for authors of specifications, and a reader has no use for them. */
export function logger(onError: (message: string) => void = () => undefined): LoggerInterface {
  // SAFETY: `level` without a value is never asked; with one it is a setter that chains.
  const made: LoggerInterface = {
    level: (() => made) as LoggerInterface["level"],
    error(...parts) {
      onError(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" "));
      return made;
    },
    warn: () => made,
    info: () => made,
    debug: () => made,
  };
  return made;
}
