import { transforms, type View } from "vega";

interface Operator {
  value: unknown;
}

/**
 * Forgets the tuples that Vega's relays have passed on and that are gone: a relay keeps an entry, emptied, for each one that it ever saw
 * (vega-transforms, Relay.js), some 20 kB a frame of a large vocabulary.
 */
export function pruneRelays(view: View): void {
  const Relay: unknown = Reflect.get(transforms, "relay");
  if (typeof Relay !== "function") return;
  for (const operator of operatorsOf(view)) if (operator instanceof Relay) operator.value = withoutEmpty(operator.value);
}

function operatorsOf(view: View): Operator[] {
  const runtime: unknown = Reflect.get(view, "_runtime");
  if (typeof runtime !== "object" || runtime === null || !("nodes" in runtime) || typeof runtime.nodes !== "object") return [];
  return Object.values(runtime.nodes ?? {}).filter(
    (node): node is Operator => typeof node === "object" && node !== null && "value" in node,
  );
}

function withoutEmpty(table: unknown): unknown {
  if (typeof table !== "object" || table === null) return table;
  return Object.fromEntries(Object.entries(table).filter(([, tuple]) => tuple !== null));
}
