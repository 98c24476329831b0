import { malformed } from "../malformed.ts";
import { decodeUtf8 } from "../utf8.ts";

/** Tables that one buffer may be read as: shared offsets could make a small buffer a large tree. */
const MAX_TABLES = 100_000;

/** Bytes of a FlatBuffer; every offset is checked. Source: the internals page of google/flatbuffers. */
export class FlatBuffer {
  readonly view: DataView;
  readonly path: string;
  private tables = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, path: string) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.path = path;
  }

  root(): FlatTable {
    return this.table(this.indirect(0));
  }

  /** The table at `at`. Fails with "Format" where it lies outside, or where there are too many. */
  table(at: number): FlatTable {
    if (++this.tables > MAX_TABLES) malformed(this.path, `its metadata has more than ${MAX_TABLES} parts`);
    this.need(at, 4);
    const fields = at - this.view.getInt32(at, true);
    this.need(fields, 4);
    const size = this.view.getUint16(fields, true);
    this.need(fields, size);
    return new FlatTable(this, at, fields, size);
  }

  /** Where the offset at `at` points to. */
  indirect(at: number): number {
    this.need(at, 4);
    return at + this.view.getUint32(at, true);
  }

  text(at: number): string {
    this.need(at, 4);
    const length = this.view.getUint32(at, true);
    this.need(at + 4, length);
    return decodeUtf8(this.bytes.subarray(at + 4, at + 4 + length), this.path, at);
  }

  need(at: number, length: number): void {
    if (!(at >= 0 && at + length <= this.bytes.length)) malformed(this.path, "its metadata points outside of itself");
  }
}

/** A table: its fields by their numbers, from 0; one that is not there has its default. */
export class FlatTable {
  private readonly buffer: FlatBuffer;
  private readonly at: number;
  private readonly fields: number;
  private readonly size: number;

  constructor(buffer: FlatBuffer, at: number, fields: number, size: number) {
    this.buffer = buffer;
    this.at = at;
    this.fields = fields;
    this.size = size;
  }

  int8(id: number, fallback = 0): number {
    const at = this.offset(id, 1);
    return at === null ? fallback : this.buffer.view.getInt8(at);
  }

  int16(id: number, fallback = 0): number {
    const at = this.offset(id, 2);
    return at === null ? fallback : this.buffer.view.getInt16(at, true);
  }

  int32(id: number, fallback = 0): number {
    const at = this.offset(id, 4);
    return at === null ? fallback : this.buffer.view.getInt32(at, true);
  }

  /** A size, or an identifier: what is beyond 2^53 is none. */
  int64(id: number, fallback = 0): number {
    const at = this.offset(id, 8);
    return at === null ? fallback : Number(this.buffer.view.getBigInt64(at, true));
  }

  text(id: number): string {
    const at = this.offset(id, 4);
    return at === null ? "" : this.buffer.text(this.buffer.indirect(at));
  }

  table(id: number): FlatTable | null {
    const at = this.offset(id, 4);
    return at === null ? null : this.buffer.table(this.buffer.indirect(at));
  }

  tables(id: number): readonly FlatTable[] {
    return this.vector(id, 4, (at) => this.buffer.table(this.buffer.indirect(at)));
  }

  /** Structs of `stride` bytes: 64-bit numbers at these offsets of each. */
  structs(id: number, stride: number, offsets: readonly number[]): readonly (readonly number[])[] {
    return this.vector(id, stride, (at) => offsets.map((offset) => Number(this.buffer.view.getBigInt64(at + offset, true))));
  }

  private vector<T>(id: number, stride: number, read: (at: number) => T): readonly T[] {
    const field = this.offset(id, 4);
    if (field === null) return [];
    const at = this.buffer.indirect(field);
    this.buffer.need(at, 4);
    const length = this.buffer.view.getUint32(at, true);
    this.buffer.need(at + 4, length * stride);
    return Array.from({ length }, (_, i) => read(at + 4 + i * stride));
  }

  private offset(id: number, bytes: number): number | null {
    const slot = 4 + 2 * id;
    if (slot + 2 > this.size) return null;
    const offset = this.buffer.view.getUint16(this.fields + slot, true);
    if (offset === 0) return null;
    this.buffer.need(this.at + offset, bytes);
    return this.at + offset;
  }
}
