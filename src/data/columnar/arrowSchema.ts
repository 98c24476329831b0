import { malformed } from "../malformed.ts";
import type { ColumnInfo } from "./column.ts";
import type { FlatTable } from "./flatbuffer.ts";

/** A field of the schema: how its values lie in a batch. */
export interface ArrowField {
  readonly info: ColumnInfo;
  readonly layout: Layout;
  readonly children: readonly ArrowField[];
  /** The dictionary that its values are indices into. */
  readonly dictionary: Dictionary | null;
}

export interface Dictionary {
  readonly id: number;
  /** Element of the indices, as elementOf names it. */
  readonly element: string;
}

/** How a type lies in a batch. Elements are named as elementOf does. */
export type Layout =
  | { readonly kind: "null" }
  | { readonly kind: "numbers"; readonly element: string }
  | { readonly kind: "bool" }
  | { readonly kind: "text"; readonly wide: boolean }
  | { readonly kind: "views" }
  | { readonly kind: "list"; readonly wide: boolean }
  | { readonly kind: "fixedList"; readonly length: number }
  /** Not read, but passed over: so many buffers before its children's, plus those that each batch counts. */
  | { readonly kind: "other"; readonly buffers: number; readonly views: boolean };

const MAX_DEPTH = 32;

/** The fields of a schema. Source: Schema.fbs in apache/arrow. Fails with "Format". */
export function arrowFields(schema: FlatTable, path: string): readonly ArrowField[] {
  if (schema.int16(0) !== 0) malformed(path, "its numbers are big endian, which are not read");
  return schema.tables(1).map((field) => fieldOf(field, path, 0));
}

function fieldOf(field: FlatTable, path: string, depth: number): ArrowField {
  if (depth > MAX_DEPTH) malformed(path, `the schema nests more than ${MAX_DEPTH} deep`);
  const children = field.tables(5).map((child) => fieldOf(child, path, depth + 1));
  const { layout, what } = typeOf(field.int8(2), field.table(3), path);
  const dictionary = dictionaryOf(field.table(4));
  return { info: { name: field.text(0), ...kindOf(layout, what, children, dictionary) }, layout, children, dictionary };
}

function dictionaryOf(table: FlatTable | null): Dictionary | null {
  if (!table) return null;
  const index = table.table(1);
  return { id: table.int64(0), element: index ? integer(index) : "<i4" };
}

function kindOf(layout: Layout, what: string, children: readonly ArrowField[], dictionary: Dictionary | null): Omit<ColumnInfo, "name"> {
  if (layout.kind === "text" || layout.kind === "views") return { kind: "text", what };
  if (layout.kind !== "list" && layout.kind !== "fixedList") return { kind: layout.kind === "other" ? "other" : "numbers", what };
  const [item] = children;
  const flat = item?.info.kind === "numbers" && item.dictionary === null && dictionary === null;
  return { kind: flat ? "lists" : "other", what: `lists of ${item?.info.what ?? "nothing"}` };
}

function integer(type: FlatTable): string {
  return `<${type.int8(1) === 0 ? "u" : "i"}${type.int32(0) / 8}`;
}

const FLOATS = ["f2", "f4", "f8"];
const NAMES: Readonly<Record<string, string>> = { f2: "float16", f4: "float32", f8: "float64" };

interface Meaning {
  readonly layout: Layout;
  readonly what: string;
}

const other = (what: string, buffers: number, views = false): Meaning => ({
  what,
  layout: { kind: "other", buffers, views },
});

/** By the number of the type in the union of Schema.fbs. */
function typeOf(id: number, type: FlatTable | null, path: string): Meaning {
  if (!type) return malformed(path, "a column has no type");
  switch (id) {
    case 1:
      return { layout: { kind: "null" }, what: "nothing" };
    case 2:
      return { layout: { kind: "numbers", element: integer(type) }, what: `${type.int8(1) === 0 ? "u" : ""}int${type.int32(0)}` };
    case 3: {
      const element = FLOATS[type.int16(0)] ?? malformed(path, "a column has floats of unknown precision");
      return { layout: { kind: "numbers", element: `<${element}` }, what: NAMES[element] ?? element };
    }
    case 5:
    case 20:
      return { layout: { kind: "text", wide: id === 20 }, what: "text" };
    case 6:
      return { layout: { kind: "bool" }, what: "bool" };
    case 12:
    case 21:
      return { layout: { kind: "list", wide: id === 21 }, what: "lists" };
    case 16:
      return { layout: { kind: "fixedList", length: type.int32(0) }, what: "lists" };
    case 24:
      return { layout: { kind: "views" }, what: "text" };
    default:
      return otherType(id, type, path);
  }
}

function otherType(id: number, type: FlatTable, path: string): Meaning {
  switch (id) {
    case 4:
    case 19:
      return other("raw bytes", 3);
    case 7:
      return other("decimals", 2);
    case 8:
      return other("dates", 2);
    case 9:
    case 10:
    case 11:
    case 18:
      return other("times", 2);
    case 13:
      return other("records", 1);
    case 14:
      return other("unions", type.int16(0) === 0 ? 1 : 2);
    case 15:
      return other("raw bytes", 2);
    case 17:
      return other("maps", 2);
    case 22:
      return other("runs", 0);
    case 23:
      return other("raw bytes", 2, true);
    case 25:
    case 26:
      return other("lists of another layout", 3);
    default:
      return malformed(path, `a column is of a type (${id}) that is not known`);
  }
}
