import type { Dim } from "../engine/index.ts";
import { type AnyTensor, type Distribution, type Dtype, done, fail, type Steps, type Tensor } from "../model/index.ts";
import { denseOf, nameOf, nestedOf, realOf, tensorOf } from "./convert.ts";
import type { Node } from "./nodes.ts";
import { isDistribution } from "./values.ts";

/** What a parameter takes: its name in docs and messages, and how a raw value is read. Read errors get the argument's span. */
export interface Kind<T> {
  readonly name: string;
  /** The argument's node is given to `read` in place of its value. */
  readonly unevaluated?: boolean;
  /** A literal of lists comes as a list of its items, each evaluated by itself, so that their lengths may differ. */
  readonly ragged?: boolean;
  /** The values that it may have, as they are written, where there are only a few. */
  readonly options?: readonly string[];
  read(raw: unknown): Steps<T>;
}

/** A kind that needs no steps. */
export function kind<T>(name: string, read: (raw: unknown) => T | undefined): Kind<T> {
  return { name, read: (raw) => done(read(raw) ?? fail("Type", `${capital(name)} expected, got ${shownOf(raw)}.`)) };
}

/** A number itself, of anything else what it is. */
function shownOf(raw: unknown): string {
  return typeof raw === "number" ? String(raw) : nameOf(raw);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Real numbers of any shape, lazy where they come from a file. A distribution serves with its probabilities. */
export const tensor: Kind<AnyTensor> = { name: "a tensor", read: tensorOf };

/** As tensor, in memory. */
export const dense: Kind<Tensor> = { name: "a tensor", read: denseOf };

/** A distribution, or a tensor of probabilities. */
export const probable: Kind<AnyTensor | Distribution> = {
  name: "probabilities",
  *read(raw) {
    return isDistribution(raw) ? raw : yield* tensorOf(raw);
  },
};

/** Rows of weights in memory: a tensor's last axis, or a distribution's probabilities, which must lie along it. */
export const weights: Kind<Tensor> = {
  name: "probabilities",
  *read(raw) {
    if (isDistribution(raw) && raw.axis < raw.logits.shape.length - 1) {
      fail("Shape", `The probabilities must lie along the last axis; these lie along axis ${raw.axis} of ${raw.logits.shape.length}.`);
    }
    return yield* denseOf(raw);
  },
};

/** A tensor or a single number, which then broadcasts without taking part in the dtype. */
export const operand: Kind<AnyTensor | number> = {
  name: "a number or a tensor",
  *read(raw) {
    return typeof raw === "number" ? raw : yield* tensorOf(raw);
  },
};

export const number: Kind<number> = kind("a number", realOf);

export const integer: Kind<number> = kind("a whole number", (raw) => {
  const x = realOf(raw);
  return x !== undefined && Number.isInteger(x) ? x : undefined;
});

export const boolean: Kind<boolean> = {
  ...kind("true or false", (raw) => (typeof raw === "boolean" ? raw : raw === 0 || raw === 1 ? raw === 1 : undefined)),
  options: ["true", "false"],
};

export const string: Kind<string> = kind("a text", (raw) => (typeof raw === "string" ? raw : undefined));

/** Anything, as it is. */
export const any: Kind<unknown> = { name: "any value", read: done };

/** An argument that the function evaluates itself. */
export const expression: Kind<Node> = {
  name: "an expression",
  unevaluated: true,
  // SAFETY: the binder hands an unevaluated argument over as its node.
  read: (raw) => done(raw as Node),
};

/** Temperature: from 0 on, Infinity too. */
export const temperature: Kind<number> = {
  name: "a temperature",
  *read(raw) {
    const tau = yield* number.read(raw);
    return tau >= 0 ? tau : fail("Domain", `A temperature is 0 or more, got ${tau}.`);
  },
};

/** One or more axes counted from 0, negative ones from the end, or null for all. */
export const dims: Kind<Dim> = {
  name: "a dim (a whole number, a list of them, or null)",
  *read(raw) {
    if (raw === null) return null;
    const one = realOf(raw);
    const list = one === undefined ? yield* numbers.read(raw) : [one];
    if (!list.every(Number.isInteger)) return fail("Type", `A dim is a whole number, a list of them, or null; got ${shownOf(raw)}.`);
    return one ?? list;
  },
};

/** The extents of a tensor: a list of whole numbers, or one for a row. */
export const shape: Kind<readonly number[]> = {
  name: "a shape",
  *read(raw) {
    const list = yield* numbers.read(raw);
    const bad = list.find((x) => !Number.isInteger(x) || x < 0);
    return bad === undefined ? list : fail("Shape", `A shape is a list of whole numbers from 0, got ${bad}.`);
  },
};

/** A short list of numbers; one number is a list of one. */
export const numbers: Kind<readonly number[]> = {
  name: "a list of numbers",
  *read(raw) {
    const t = yield* denseOf(raw);
    return t.shape.length <= 1 ? Array.from(t.data) : fail("Shape", `A list of numbers expected, got shape [${t.shape.join(", ")}].`);
  },
};

/** Anything; a literal of lists may be ragged. */
export const loose: Kind<unknown> = { name: "any value", ragged: true, read: done };

/** Lists of numbers of any lengths, `[[1, 2, 3], [4, 0]]`, or one list for all: `[1, 2, 3]`. */
export const lists: Kind<readonly (readonly number[])[]> = {
  name: "a list of lists",
  ragged: true,
  *read(raw) {
    const items = yield* itemsOf(raw);
    return items.length > 0 && items.some((item) => typeof item !== "number") ? items.map(listed) : [items.map(Number)];
  },
};

/** As lists, where a bare number is a list of its own: `[5, [1, 2]]`. */
export const sequences: Kind<readonly (readonly number[])[]> = {
  name: "a list of lists",
  ragged: true,
  *read(raw) {
    return (yield* itemsOf(raw)).map(listed);
  },
};

function listed(item: number | readonly number[]): readonly number[] {
  return typeof item === "number" ? [item] : item;
}

/** The numbers and lists of numbers that a value holds. */
function* itemsOf(raw: unknown): Steps<readonly (number | readonly number[])[]> {
  if (!Array.isArray(raw)) return rowsOf(yield* denseOf(raw));
  const items: (number | readonly number[])[] = [];
  for (const item of raw) items.push(realOf(item) ?? (yield* numbers.read(item)));
  return items;
}

function rowsOf(t: Tensor): readonly (number | readonly number[])[] {
  if (t.shape.length <= 1) return Array.from(t.data);
  const [rows = 0, n = 0] = t.shape;
  if (t.shape.length > 2) fail("Shape", `A list of lists expected, got shape [${t.shape.join(", ")}].`);
  return Array.from({ length: rows }, (_, i) => Array.from(t.data.subarray(i * n, (i + 1) * n)));
}

export const strings: Kind<readonly string[]> = kind("a list of texts", (raw) => {
  if (typeof raw === "string") return [raw];
  const list = nestedOf(raw);
  return list?.every((item) => typeof item === "string" || typeof item === "number") ? list.map(String) : undefined;
});

const DTYPES: readonly Dtype[] = ["float16", "bfloat16", "float32", "float64", "int32", "bool"];

export const dtypes: Kind<Dtype> = choice(...DTYPES);

/** One of these texts. */
export function choice<const C extends string>(...names: readonly C[]): Kind<C> {
  const options = names.map((name) => `"${name}"`);
  return { ...kind(`one of ${options.join(", ")}`, (raw) => names.find((name) => name === raw)), options };
}

/** Where `none` (null) is allowed too. */
export function nullable<T>(inner: Kind<T>): Kind<T | null> {
  return {
    ...inner,
    name: `${inner.name} or none`,
    *read(raw) {
      return raw === null || raw === undefined ? null : yield* inner.read(raw);
    },
  };
}
