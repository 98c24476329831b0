import { malformed } from "./malformed.ts";

/** Reads numbers one after the other; going beyond the end is the failure "Format". */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly path: string;
  at: number;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, path: string, at = 0) {
    this.bytes = bytes;
    this.path = path;
    this.at = at;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    this.need(1);
    return this.bytes[this.at++] as number;
  }

  uint32(): number {
    this.need(4);
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  float64(): number {
    this.need(8);
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  /** The next `length` bytes, not copied. */
  take(length: number): Uint8Array {
    this.need(length);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Unsigned LEB128 of at most 32 bits. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return malformed(this.path, "a number is longer than 32 bits");
  }

  /** Unsigned LEB128 of at most 64 bits. */
  wideVarint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return malformed(this.path, "a number is longer than 64 bits");
  }

  /** Signed, sign in the lowest bit. */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  wideZigzag(): bigint {
    const value = this.wideVarint();
    return BigInt.asIntN(64, value & 1n ? -(value >> 1n) - 1n : value >> 1n);
  }

  need(length: number): void {
    if (!(length >= 0 && length <= this.left))
      malformed(this.path, `the data is cut short or damaged: ${length} bytes wanted, ${this.left} are left`);
  }
}
