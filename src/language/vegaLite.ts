import { toNested } from "../engine/index.ts";
import { type Chart, fail, type Steps } from "../model/index.ts";
import { denseOf, nestedOf, realOf } from "./convert.ts";
import { is } from "./mathjs.ts";
import { brand, isArrayLike } from "./values.ts";

/** Values that a specification of the user's may hold. */
const MAX_VALUES = 100_000;

/** Keys that make Vega fetch or link something. */
const LOADING = new Set(["url", "href", "src", "loader", "embedOptions"]);

/** A Vega-Lite specification of the user's own. Throws Forbidden for one that would load something. */
export function* vegaLite(raw: unknown): Steps<Chart> {
  if (!is.plainObject(raw)) return fail("Type", "vega_lite takes a specification: vega_lite({mark: …, data: …, encoding: …}).");
  const spec = yield* new Reader().record(raw, "");
  const mark = spec.mark;
  const type = is.plainObject(mark) ? mark.type : mark;
  const title = typeof spec.title === "string" ? `${spec.title}: ` : "";
  const schema = { $schema: "https://vega.github.io/schema/vega-lite/v5.json" };
  return brand({
    kind: "chart",
    spec: { ...spec, ...schema },
    sentence: `${title}chart${typeof type === "string" ? ` of ${type} marks` : ""}`,
  });
}

/** Copies raw values as plain JSON. */
class Reader {
  #count = 0;

  *record(raw: Readonly<Record<string, unknown>>, path: string): Steps<Record<string, unknown>> {
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(raw)) {
      if (key === "$schema" && path === "") continue;
      if (LOADING.has(key) && !isFieldOfData(path))
        fail("Forbidden", `Charts load nothing: '${`${path}${key}`}' is not allowed; put the data in data.values.`);
      if (key === "mark" && (value === "image" || (is.plainObject(value) && value.type === "image")))
        fail("Forbidden", "Charts load no images.");
      Object.defineProperty(copy, key, {
        value: yield* this.value(value, `${path}${key}.`),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return copy;
  }

  *value(raw: unknown, path: string): Steps<unknown> {
    if (++this.#count > MAX_VALUES) fail("TooLarge", `A specification holds at most ${MAX_VALUES} values.`);
    if (raw === null || raw === undefined || typeof raw === "boolean") return raw ?? null;
    if (typeof raw === "string") return checkedText(raw, path);
    if (isArrayLike(raw)) return this.#numbers(toNested(yield* denseOf(raw)));
    const items = nestedOf(raw);
    if (items) {
      const list: unknown[] = [];
      for (const item of items) list.push(yield* this.value(item, path));
      return list;
    }
    const number = realOf(raw);
    if (number !== undefined) return Number.isFinite(number) ? number : null;
    if (is.plainObject(raw)) return yield* this.record(raw, path);
    return fail("Type", `A specification holds numbers, texts, lists and objects; ${path.slice(0, -1)} is none of them.`);
  }

  #numbers(nested: unknown): unknown {
    if (Array.isArray(nested)) return nested.map((item) => this.#numbers(item));
    if (++this.#count > MAX_VALUES) fail("TooLarge", `A specification holds at most ${MAX_VALUES} values.`);
    return Number.isFinite(nested) ? nested : null;
  }
}

/** Rows of data may have fields of any name: nothing is fetched for them. */
function isFieldOfData(path: string): boolean {
  return /(^|\.)(values|datasets\.[^.]*)\.$/.test(path);
}

/** A colour may name a place to fetch it from. */
function checkedText(text: string, path: string): string {
  if (!isFieldOfData(path.replace(/[^.]*\.$/, "")) && /url\s*\(|^\s*(javascript|data):/i.test(text)) {
    fail("Forbidden", `Charts load nothing: ${path.slice(0, -1)} is "${text.slice(0, 40)}".`);
  }
  return text;
}
