import type { Nested } from "../engine/index.ts";
import { fromNested } from "../engine/index.ts";
import type { Value } from "../model/index.ts";
import { format, is, isMatrix } from "./mathjs.ts";
import { isOurs } from "./values.ts";

/** A raw value as every other layer sees it. Never throws; what has no form of its own is its text. */
export function present(raw: unknown): Value {
  if (isOurs(raw)) return raw;
  switch (typeof raw) {
    case "number":
      return { kind: "number", value: raw };
    case "boolean":
      return { kind: "boolean", value: raw };
    case "string":
      return { kind: "string", value: raw };
    case "undefined":
      return { kind: "null" };
    default:
      return raw === null ? { kind: "null" } : presentObject(raw);
  }
}

function presentObject(raw: unknown): Value {
  if (Array.isArray(raw)) return presentItems(raw);
  if (isMatrix(raw)) return presentMatrix(raw.size(), raw.valueOf());
  if (is.complex(raw)) return { kind: "complex", re: raw.re, im: raw.im, text: text(raw) };
  if (is.resultSet(raw)) return { kind: "list", items: raw.entries.map(present) };
  if (is.plainObject(raw))
    return { kind: "object", entries: Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, present(value)])) };
  return { kind: "other", text: text(raw) };
}

function presentMatrix(size: readonly number[], nested: unknown): Value {
  if (!Array.isArray(nested)) return present(nested);
  return allNumbers(nested) ? { ...fromNested(nested as Nested), shape: size } : presentItems(nested);
}

function presentItems(items: readonly unknown[]): Value {
  if (allNumbers(items) && isRectangular(items)) return fromNested(items as Nested);
  // mathjs has no words for values of ours.
  return { kind: "list", items: items.map(present), ...(holdsOurs(items) ? {} : { text: text(items) }) };
}

/** Whether a value of ours is in there, at any depth. */
function holdsOurs(raw: unknown): boolean {
  if (isOurs(raw)) return true;
  return Array.isArray(raw) ? raw.some(holdsOurs) : is.plainObject(raw) && Object.values(raw).some(holdsOurs);
}

function allNumbers(items: readonly unknown[]): boolean {
  return items.every((item) => typeof item === "number" || (Array.isArray(item) && allNumbers(item)));
}

function isRectangular(items: readonly unknown[]): boolean {
  const shapes = new Set(items.map((item) => shapeOf(item)));
  return shapes.size <= 1 && !shapes.has("ragged");
}

function shapeOf(item: unknown): string {
  if (!Array.isArray(item)) return "";
  if (!isRectangular(item)) return "ragged";
  return `${item.length},${item.length > 0 ? shapeOf(item[0]) : ""}`;
}

/** mathjs's own formatting, which a value's own methods may make fail. */
function text(raw: unknown): string {
  try {
    return format(raw);
  } catch {
    return String(raw);
  }
}
