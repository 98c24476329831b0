import { type ByteSource, fail, type Steps } from "../../model/index.ts";
import { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";
import { type Element, elementOf } from "../npyElement.ts";
import { readBytes } from "../readBytes.ts";
import { decodeUtf8 } from "../utf8.ts";
import type { Batch } from "./arrowMessages.ts";
import type { ArrowField } from "./arrowSchema.ts";
import { MAX_ELEMENTS } from "./column.ts";
import { unpack } from "./unpack.ts";

/** A column of one batch. Missing numbers are NaN, missing texts "". `offsets`: see ColumnData. */
export type Part =
  | { readonly kind: "numbers"; readonly data: Float64Array; readonly nulls: boolean; readonly offsets?: Int32Array }
  | { readonly kind: "text"; readonly values: readonly string[] };

/** Walks the buffers of a batch field by field, in the schema's order. */
export class BatchReader {
  private readonly source: ByteSource;
  private readonly path: string;
  private readonly batch: Batch;
  private readonly exact: boolean;
  private node = 0;
  private buffer = 0;
  private view = 0;

  /** `exact`: see TableFile. */
  constructor(source: ByteSource, path: string, batch: Batch, exact: boolean) {
    this.source = source;
    this.path = path;
    this.batch = batch;
    this.exact = exact;
  }

  /** Goes past a field without reading it. */
  skip(field: ArrowField): void {
    this.node++;
    this.buffer += field.dictionary ? 2 : this.buffersOf(field);
    if (!field.dictionary) for (const child of field.children) this.skip(child);
  }

  /** Reads a column of numbers or text, or a list of numbers. */
  *read(field: ArrowField): Steps<Part> {
    const length = this.length();
    const { layout } = field;
    switch (layout.kind) {
      case "null":
        return { kind: "numbers", data: new Float64Array(length).fill(NaN), nulls: true };
      case "numbers":
        return yield* this.numbers(layout.element, length);
      case "bool":
        return yield* this.bits(length);
      case "text":
        return yield* this.texts(length, layout.wide);
      case "views":
        return yield* this.viewed(length);
      case "list":
        return yield* this.lists(field, length, layout.wide);
      case "fixedList":
        return yield* this.fixedLists(field, length, layout.length);
      case "other":
        return malformed(this.path, `column "${field.info.name}" holds ${field.info.what}, which are not read`);
    }
  }

  /** The indices of a column with a dictionary; a missing one is NaN. */
  *indices(element: string): Steps<Float64Array> {
    return (yield* this.numbers(element, this.length())).data;
  }

  private buffersOf({ layout }: ArrowField): number {
    switch (layout.kind) {
      case "null":
        return 0;
      case "numbers":
      case "bool":
      case "list":
        return 2;
      case "text":
        return 3;
      case "views":
        return 2 + this.viewCount();
      case "fixedList":
        return 1;
      case "other":
        return layout.buffers + (layout.views ? this.viewCount() : 0);
    }
  }

  private viewCount(): number {
    const count = this.batch.views[this.view++] ?? 0;
    return count >= 0 && count <= this.batch.buffers.length ? count : malformed(this.path, "a batch has more buffers than it lists");
  }

  private length(): number {
    const length = this.batch.lengths[this.node++] ?? malformed(this.path, "a batch has fewer columns than the schema");
    if (!Number.isSafeInteger(length) || length < 0) malformed(this.path, `a column of ${length} entries`);
    if (length > MAX_ELEMENTS) fail("TooLarge", `${this.path}: a batch of ${length} entries; the most is ${MAX_ELEMENTS}`);
    return length;
  }

  private *next(): Steps<Uint8Array> {
    const [offset, length] =
      this.batch.buffers[this.buffer++] ?? malformed(this.path, "a batch has fewer buffers than the schema asks for");
    const bytes = yield* readBytes(this.source, this.path, this.batch.body + offset, length);
    if (this.batch.codec === "none" || length === 0) return bytes;
    const cursor = new Cursor(bytes, this.path);
    const low = cursor.uint32();
    const high = cursor.uint32();
    // −1: this buffer would not have become smaller.
    if (high === 0xffffffff && low === 0xffffffff) return bytes.subarray(8);
    return unpack(this.batch.codec, bytes.subarray(8), high * 2 ** 32 + low, this.path);
  }

  /** The bits that say which entries are there; null where all are. */
  private *validity(length: number): Steps<Uint8Array | null> {
    const bits = yield* this.next();
    if (bits.length === 0) return null;
    this.need(bits, Math.ceil(length / 8));
    return bits;
  }

  private need(bytes: Uint8Array, length: number): Uint8Array {
    return bytes.length >= length ? bytes : malformed(this.path, `a buffer of ${bytes.length} bytes where ${length} are needed`);
  }

  private *numbers(name: string, length: number): Steps<Extract<Part, { kind: "numbers" }>> {
    const element: Element = elementOf(name) ?? malformed(this.path, `numbers of a width (${name}) that is not known`);
    const valid = yield* this.validity(length);
    const bytes = this.need(yield* this.next(), length * element.bytes);
    const data = new Float64Array(length);
    const inexact = element.decode(bytes, length, data, 0);
    if (this.exact && inexact >= 0 && isSet(valid, inexact))
      malformed(this.path, `entry ${inexact} is an integer that float64 cannot hold exactly; dtype = "float64" rounds it`);
    return { kind: "numbers", data, nulls: blank(data, valid) };
  }

  private *bits(length: number): Steps<Part> {
    const valid = yield* this.validity(length);
    const bytes = this.need(yield* this.next(), Math.ceil(length / 8));
    const data = Float64Array.from({ length }, (_, i) => ((bytes[i >> 3] as number) >> (i & 7)) & 1);
    return { kind: "numbers", data, nulls: blank(data, valid) };
  }

  private *texts(length: number, wide: boolean): Steps<Part> {
    const valid = yield* this.validity(length);
    const offsets = yield* this.offsets(length, wide);
    const bytes = yield* this.next();
    if ((offsets[length] as number) > bytes.length) malformed(this.path, "a text lies outside its buffer");
    const values = Array.from({ length }, (_, i) =>
      isSet(valid, i) ? decodeUtf8(bytes.subarray(offsets[i], offsets[i + 1]), this.path, 0) : "",
    );
    return { kind: "text", values };
  }

  /** One offset more than there are entries, ascending. */
  private *offsets(length: number, wide: boolean): Steps<Float64Array> {
    const offsets = new Float64Array(length + 1);
    const bytes = yield* this.next();
    if (bytes.length === 0 && length === 0) return offsets;
    this.need(bytes, (length + 1) * (wide ? 8 : 4));
    elementOf(wide ? "<i8" : "<i4")?.decode(bytes, length + 1, offsets, 0);
    for (let i = 0, last = 0; i <= length; last = offsets[i++] as number)
      if (!((offsets[i] as number) >= last)) malformed(this.path, "the offsets of a column do not ascend");
    return offsets;
  }

  /** 16 bytes each: the length, then the text itself up to 12 bytes, else its start, a buffer and an offset. */
  private *viewed(length: number): Steps<Part> {
    const valid = yield* this.validity(length);
    const views = this.need(yield* this.next(), 16 * length);
    const buffers: Uint8Array[] = [];
    for (let count = this.viewCount(); count > 0; count--) buffers.push(yield* this.next());
    const view = new DataView(views.buffer, views.byteOffset, views.length);
    const textAt = (i: number): Uint8Array => {
      const size = view.getUint32(16 * i, true);
      if (size <= 12) return views.subarray(16 * i + 4, 16 * i + 4 + size);
      const from = view.getUint32(16 * i + 12, true);
      const buffer = buffers[view.getUint32(16 * i + 8, true)];
      return buffer && from + size <= buffer.length
        ? buffer.subarray(from, from + size)
        : malformed(this.path, "a text lies outside its buffer");
    };
    return { kind: "text", values: Array.from({ length }, (_, i) => (isSet(valid, i) ? decodeUtf8(textAt(i), this.path, 0) : "")) };
  }

  private *lists(field: ArrowField, length: number, wide: boolean): Steps<Part> {
    const valid = yield* this.validity(length);
    const offsets = yield* this.offsets(length, wide);
    const items = yield* this.items(field);
    if ((offsets[length] as number) > items.data.length) malformed(this.path, "a list lies outside its values");
    return gathered(items, length, (i) => (isSet(valid, i) ? [offsets[i] as number, offsets[i + 1] as number] : [0, 0]));
  }

  private *fixedLists(field: ArrowField, length: number, width: number): Steps<Part> {
    const valid = yield* this.validity(length);
    const items = yield* this.items(field);
    if (!(width >= 0) || width * length > items.data.length) malformed(this.path, "a list lies outside its values");
    return gathered(items, length, (i) => (isSet(valid, i) ? [i * width, (i + 1) * width] : [0, 0]));
  }

  private *items(field: ArrowField): Steps<Extract<Part, { kind: "numbers" }>> {
    const [child] = field.children;
    const items = child ? yield* this.read(child) : undefined;
    return items?.kind === "numbers"
      ? items
      : malformed(this.path, `column "${field.info.name}" holds ${field.info.what}, which are not read`);
  }
}

type Numbers = Extract<Part, { kind: "numbers" }>;

/** The entries of lists end to end: a list that is missing may lie over entries that are nobody's. */
function gathered(items: Numbers, length: number, range: (i: number) => readonly [number, number]): Part {
  const offsets = new Int32Array(length + 1);
  const data = new Float64Array(items.data.length);
  for (let i = 0; i < length; i++) {
    const [start, end] = range(i);
    data.set(items.data.subarray(start, end), offsets[i] as number);
    offsets[i + 1] = (offsets[i] as number) + end - start;
  }
  return { kind: "numbers", data: data.subarray(0, offsets[length]), nulls: items.nulls, offsets };
}

function isSet(bits: Uint8Array | null, i: number): boolean {
  return !bits || ((bits[i >> 3] as number) & (1 << (i & 7))) !== 0;
}

/** Makes missing entries NaN; whether there are any. */
function blank(data: Float64Array, valid: Uint8Array | null): boolean {
  let nulls = false;
  for (let i = 0; valid && i < data.length; i++) {
    if (isSet(valid, i)) continue;
    data[i] = NaN;
    nulls = true;
  }
  return nulls;
}
