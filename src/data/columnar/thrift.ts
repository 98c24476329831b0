import type { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";

/** A value of Thrift's compact protocol: structs are maps of their field numbers. */
export type Thrift = number | boolean | Uint8Array | readonly Thrift[] | ThriftStruct;
export type ThriftStruct = ReadonlyMap<number, Thrift>;

/** Parquet's own structs nest some eight deep. */
const MAX_DEPTH = 24;

/** A struct of Thrift's compact protocol. Source: thrift-compact-protocol.md in apache/thrift. Fails with "Format". */
export function readThrift(cursor: Cursor, depth = 0): ThriftStruct {
  if (depth > MAX_DEPTH) malformed(cursor.path, `its metadata nests more than ${MAX_DEPTH} deep`);
  const fields = new Map<number, Thrift>();
  for (let last = 0; ; ) {
    const byte = cursor.byte();
    if (byte === 0) return fields;
    last = byte >> 4 ? last + (byte >> 4) : cursor.zigzag();
    fields.set(last, readField(cursor, byte & 15, depth));
  }
}

function readField(cursor: Cursor, type: number, depth: number): Thrift {
  switch (type) {
    case 1:
      return true;
    case 2:
      return false;
    case 3:
      return cursor.byte();
    case 4:
    case 5:
      return cursor.zigzag();
    case 6:
      // What a JavaScript number can't hold is too large for any size or count.
      return Number(cursor.wideZigzag());
    case 7:
      return cursor.float64();
    case 8:
      return cursor.take(cursor.varint());
    case 9:
    case 10:
      return readList(cursor, depth);
    case 12:
      return readThrift(cursor, depth + 1);
    default:
      return malformed(cursor.path, `its metadata has a field of unknown type ${type}`);
  }
}

function readList(cursor: Cursor, depth: number): readonly Thrift[] {
  const head = cursor.byte();
  const type = head & 15;
  const length = head >> 4 === 15 ? cursor.varint() : head >> 4;
  // Every element takes a byte at least.
  cursor.need(length);
  if (depth >= MAX_DEPTH) malformed(cursor.path, `its metadata nests more than ${MAX_DEPTH} deep`);
  return Array.from({ length }, () => (type <= 2 ? cursor.byte() === 1 : readField(cursor, type, depth + 1)));
}

/** Reads the fields of a struct by number; one that is missing or of another kind is undefined, a required one fails with "Format". */
export class Fields {
  private readonly struct: ThriftStruct;
  private readonly path: string;

  constructor(struct: Thrift | undefined, path: string) {
    this.struct = struct instanceof Map ? struct : malformed(path, "its metadata lacks a part");
    this.path = path;
  }

  number(id: number): number | undefined {
    const value = this.struct.get(id);
    return typeof value === "number" ? value : undefined;
  }

  /** A size or a count. */
  count(id: number): number {
    const value = this.number(id);
    return value !== undefined && Number.isSafeInteger(value) && value >= 0
      ? value
      : malformed(this.path, "its metadata has no proper size");
  }

  bytes(id: number): Uint8Array | undefined {
    const value = this.struct.get(id);
    return value instanceof Uint8Array ? value : undefined;
  }

  list(id: number): readonly Thrift[] {
    const value = this.struct.get(id);
    return Array.isArray(value) ? value : [];
  }

  has(id: number): boolean {
    return this.struct.has(id);
  }

  flag(id: number): boolean | undefined {
    const value = this.struct.get(id);
    return typeof value === "boolean" ? value : undefined;
  }

  inner(id: number): Fields | undefined {
    const value = this.struct.get(id);
    return value instanceof Map ? new Fields(value, this.path) : undefined;
  }
}
