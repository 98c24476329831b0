import { malformed } from "../malformed.ts";
import { decodeUtf8 } from "../utf8.ts";
import type { ColumnInfo } from "./column.ts";
import { Fields, type Thrift } from "./thrift.ts";

/** The physical types, by their numbers in the format. */
export const PHYSICAL = ["BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"] as const;
export type Physical = (typeof PHYSICAL)[number];

/** A leaf of the schema: what its values are, and how deep they lie. */
export interface Leaf extends ColumnInfo {
  readonly physical: Physical;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly length: number;
  readonly unsigned: boolean;
  /** Largest definition and repetition level. */
  readonly definition: number;
  readonly repetition: number;
  /** Definition level from which on a list has an entry. */
  readonly entry: number;
}

interface Node {
  readonly name: string;
  readonly definition: number;
  readonly repetition: number;
  readonly entry: number;
  readonly isList: boolean;
}

const MAX_DEPTH = 32;
const [OPTIONAL, REPEATED] = [1, 2];
/** Numbers of converted types. */
const CONVERTED = { list: 3, decimal: 5, date: 6, firstTime: 7, lastTime: 10, uint32: 13, uint64: 14, bson: 20, interval: 21 };
/** Field numbers of the union of logical types. */
const LOGICAL = { list: 3, decimal: 5, date: 6, time: 7, timestamp: 8, integer: 10, bson: 13, uuid: 14, float16: 15 };

/** The leaves of the schema in the order of the columns. Lists keep their own name, members of structs get "struct.member". */
export function parquetLeaves(schema: readonly Thrift[], path: string): readonly Leaf[] {
  const leaves: Leaf[] = [];
  let next = 1;
  const walk = (parent: Node, depth: number): void => {
    if (depth > MAX_DEPTH) malformed(path, `the schema nests more than ${MAX_DEPTH} deep`);
    if (next >= schema.length) malformed(path, "the schema is cut short");
    const fields = new Fields(schema[next++], path);
    const node = childOf(parent, fields, path);
    const children = fields.number(5) ?? 0;
    if (children === 0) leaves.push(leafOf(node, fields, path));
    for (let i = 0; i < children; i++) walk(node, depth + 1);
  };
  const root: Node = { name: "", definition: 0, repetition: 0, entry: 0, isList: false };
  for (let count = new Fields(schema[0], path).number(5) ?? 0; count > 0; count--) walk(root, 0);
  return leaves;
}

function childOf(parent: Node, fields: Fields, path: string): Node {
  const kind = fields.number(3) ?? 0;
  const name = decodeUtf8(fields.bytes(4) ?? new Uint8Array(0), path, 0);
  const definition = parent.definition + (kind === OPTIONAL || kind === REPEATED ? 1 : 0);
  return {
    // The groups within a list have names that say nothing: "list", "element".
    name: parent.isList ? parent.name : parent.name === "" ? name : `${parent.name}.${name}`,
    definition,
    repetition: parent.repetition + (kind === REPEATED ? 1 : 0),
    entry: kind === REPEATED ? definition : parent.entry,
    isList:
      (fields.number(6) ?? -1) === CONVERTED.list || (fields.inner(10)?.has(LOGICAL.list) ?? false) || (parent.isList && kind === REPEATED),
  };
}

function leafOf({ name, definition, repetition, entry }: Node, fields: Fields, path: string): Leaf {
  const physical = PHYSICAL[fields.number(1) ?? -1] ?? malformed(path, `column "${name}" has no known type`);
  const { kind, what, unsigned } = meaningOf(physical, fields);
  const levels = { definition, repetition, entry };
  const length = fields.number(2) ?? 0;
  if (repetition === 0) return { name, kind, what, physical, unsigned, length, ...levels };
  const lists = repetition === 1 && kind === "numbers";
  return {
    name,
    kind: lists ? "lists" : "other",
    what: `lists of ${repetition > 1 ? "lists" : what}`,
    physical,
    unsigned,
    length,
    ...levels,
  };
}

interface Meaning {
  readonly kind: "numbers" | "text" | "other";
  readonly what: string;
  readonly unsigned: boolean;
}

const NUMBERS: Readonly<Partial<Record<Physical, string>>> = {
  BOOLEAN: "bool",
  INT32: "int32",
  INT64: "int64",
  FLOAT: "float32",
  DOUBLE: "float64",
};

function meaningOf(physical: Physical, fields: Fields): Meaning {
  const other = otherMeaning(fields);
  if (other) return { kind: "other", what: other, unsigned: false };
  const logical = fields.inner(10);
  const converted = fields.number(6) ?? -1;
  const unsigned = isUnsigned(converted, logical?.inner(LOGICAL.integer));
  const number = NUMBERS[physical];
  if (number) return { kind: "numbers", what: unsigned ? `u${number}` : number, unsigned };
  if (physical === "BYTE_ARRAY") return { kind: "text", what: "text", unsigned };
  if (logical?.has(LOGICAL.float16) && fields.number(2) === 2) return { kind: "numbers", what: "float16", unsigned };
  return { kind: "other", what: physical === "INT96" ? "timestamps" : "raw bytes", unsigned };
}

/** Whether the sign bit counts as a bit of the number; those of 8 and 16 bits never reach it. */
function isUnsigned(converted: number, integer: Fields | undefined): boolean {
  if (converted === CONVERTED.uint32 || converted === CONVERTED.uint64) return true;
  return integer?.flag(2) === false && (integer.number(1) ?? 0) >= 32;
}

/** Types whose numbers are not numbers to a reader. */
function otherMeaning(fields: Fields): string | undefined {
  const converted = fields.number(6) ?? -1;
  const logical = fields.inner(10);
  if (converted === CONVERTED.decimal || logical?.has(LOGICAL.decimal)) return "decimals";
  if (converted === CONVERTED.date || logical?.has(LOGICAL.date)) return "dates";
  if (converted >= CONVERTED.firstTime && converted <= CONVERTED.lastTime) return "times";
  if (logical?.has(LOGICAL.time) || logical?.has(LOGICAL.timestamp)) return "times";
  if (converted === CONVERTED.bson || logical?.has(LOGICAL.bson)) return "BSON";
  if (converted === CONVERTED.interval) return "intervals";
  return logical?.has(LOGICAL.uuid) ? "UUIDs" : undefined;
}
