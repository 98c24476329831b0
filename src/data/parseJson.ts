import type { Steps } from "../model/index.ts";
import { fail, lineAndColumn } from "../model/index.ts";
import { malformed } from "./malformed.ts";

/** A JSON value as read: objects are maps, so that no key is special. An integer that float64 can't hold exactly is a bigint. */
export type Json = number | bigint | string | boolean | null | readonly Json[] | ReadonlyMap<string, Json>;

const MAX_DEPTH = 64;
/** Values are held as objects while they are parsed, and a gigabyte of them is enough; by what they take, a list counts as 2 and an object as 8. */
const MAX_VALUES = 2 ** 25;
const [LIST, MAP] = [2, 8];
const NUMBER = /-?(?:Infinity|(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const WORDS: readonly (readonly [string, Json])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", NaN],
  ["Infinity", Infinity],
];
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** A container that is not closed yet. */
type Open = { readonly kind: "list"; readonly items: Json[] } | { readonly kind: "map"; readonly entries: Map<string, Json>; key: string };

/**
 * JSON, and the NaN, Infinity and -Infinity that Python writes. Of a repeated key the last one counts. Keeps its own stack,
 * at most 64 deep. Fails with "Format", line and column, or with "TooLarge" over 2^25 values, 2^24 lists or 2^22 objects.
 */
export function* parseJson(text: string, path: string): Steps<Json> {
  const cursor = new Cursor(text, path);
  const value = yield* parseValue(cursor);
  if (cursor.peek() !== "") cursor.expected("the end");
  return value;
}

/** JSON values, each on lines of its own; blank lines between them. As parseJson otherwise. */
export function* parseJsonLines(text: string, path: string): Steps<readonly Json[]> {
  const cursor = new Cursor(text, path);
  const values: Json[] = [];
  while (cursor.peek() !== "") {
    const last = cursor.at;
    if (values.length > 0 && !text.slice(cursor.end, last).includes("\n")) cursor.expected("a line break");
    values.push(yield* parseValue(cursor));
    cursor.end = cursor.at;
  }
  return values;
}

function* parseValue(cursor: Cursor): Steps<Json> {
  const stack: Open[] = [];
  for (;;) {
    if (++cursor.steps % 2048 === 0) yield { kind: "progress", done: cursor.at, total: cursor.length };
    cursor.count(1);
    let value = begin(cursor, stack);
    if (value === undefined) continue;
    // Every value may be the last of its container, which then is a value itself.
    for (let open = stack.at(-1); ; open = stack.at(-1)) {
      if (!open) return value;
      const closed = put(cursor, open, value);
      if (closed === undefined) break;
      stack.pop();
      value = closed;
    }
  }
}

/** Reads a value; a container that is not empty is opened instead, and gives undefined. */
function begin(cursor: Cursor, stack: Open[]): Json | undefined {
  const next = cursor.peek();
  if (next !== "[" && next !== "{") return cursor.scalar(next);
  if (stack.length >= MAX_DEPTH) cursor.fail(`lists and objects nest more than ${MAX_DEPTH} deep`);
  cursor.at++;
  cursor.count((next === "[" ? LIST : MAP) - 1);
  if (next === "[") {
    if (cursor.take("]")) return [];
    stack.push({ kind: "list", items: [] });
  } else {
    if (cursor.take("}")) return new Map();
    stack.push({ kind: "map", entries: new Map(), key: cursor.key() });
  }
  return undefined;
}

/** Adds a value to its container; returns the container where that was its last. */
function put(cursor: Cursor, open: Open, value: Json): Json | undefined {
  if (open.kind === "list") {
    open.items.push(value);
    if (cursor.take(",")) return undefined;
    return cursor.take("]") ? open.items : cursor.expected('"," or "]"');
  }
  open.entries.set(open.key, value);
  if (cursor.take(",")) {
    open.key = cursor.key();
    return undefined;
  }
  return cursor.take("}") ? open.entries : cursor.expected('"," or "}"');
}

/** JavaScript writes an integer over 2^53 in the fewest digits that give it back: those count as exact too. */
function numberIn(text: string): number | bigint {
  const value = Number(text);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !Number.isFinite(value) || !/^-?\d+$/.test(text)) return value;
  return String(value) === text || BigInt(value) === BigInt(text) ? value : BigInt(text);
}

class Cursor {
  at = 0;
  /** Where the value before ended. */
  end = 0;
  /** Values begun so far. */
  steps = 0;
  private values = 0;
  private readonly text: string;
  private readonly path: string;

  constructor(text: string, path: string) {
    this.text = text;
    this.path = path;
  }

  get length(): number {
    return this.text.length;
  }

  /** So much more is held. */
  count(more: number): void {
    this.values += more;
    if (this.values > MAX_VALUES) fail("TooLarge", `${this.path}: too many values to hold them all as text has them; save them as .npy`);
  }

  /** The next character that is not white space, "" at the end. */
  peek(): string {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) this.at++;
    return this.text[this.at] ?? "";
  }

  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  key(): string {
    if (this.peek() !== '"') this.expected("a key in double quotes");
    const key = this.string();
    return this.take(":") ? key : this.expected('":"');
  }

  scalar(next: string): Json {
    if (next === '"') return this.string();
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.text)?.[0];
    if (number !== undefined) {
      this.at += number.length;
      return numberIn(number);
    }
    const word = WORDS.find(([name]) => this.text.startsWith(name, this.at));
    if (!word) return this.expected("a value");
    this.at += word[0].length;
    return word[1];
  }

  private string(): string {
    let value = "";
    let from = ++this.at;
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (Number.isNaN(unit)) this.fail("the text ends within a string");
      if (unit < 0x20) this.fail("a line break or control character within a string");
      if (unit === 0x22) break;
      this.at++;
      if (unit !== 0x5c) continue;
      value += this.text.slice(from, this.at - 1) + this.escape();
      from = this.at;
    }
    value += this.text.slice(from, this.at++);
    return value;
  }

  private escape(): string {
    const letter = this.text[this.at] ?? "";
    const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    const hex = letter === "u" ? /^[0-9a-fA-F]{4}$/.exec(this.text.slice(this.at + 1, this.at + 5))?.[0] : undefined;
    this.at += hex ? 5 : 1;
    return plain ?? (hex ? String.fromCharCode(Number.parseInt(hex, 16)) : this.fail("an escape that JSON does not have"));
  }

  expected(what: string): never {
    const found = this.peek();
    return this.fail(`expected ${what}, found ${found ? `"${found}"` : "the end of the file"}`);
  }

  fail(what: string): never {
    const { line, column } = lineAndColumn(this.text, this.at);
    return malformed(this.path, `line ${line}, column ${column}: ${what}`);
  }
}
