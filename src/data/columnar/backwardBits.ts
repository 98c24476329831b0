import { malformed } from "../malformed.ts";

/** The bits of a Zstandard stream from its last to its first: the highest bit that is set in the last byte marks where they begin. */
export class BackwardBits {
  private readonly bytes: Uint8Array;
  /** How many bits are left; below 0 what was read beyond the beginning were zeros. */
  left: number;

  constructor(bytes: Uint8Array, path: string) {
    const last = bytes[bytes.length - 1] ?? 0;
    if (last === 0) malformed(path, "a zstd block is damaged: a stream of bits has no end");
    this.bytes = bytes;
    this.left = 8 * bytes.length - 1 - Math.clz32(last) + 24;
  }

  /** The next `count` bits, at most 32. */
  read(count: number): number {
    if (count > 16) return this.read(count - 16) * 65_536 + this.read(16);
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  /** The next `count` bits, at most 16, which stay unread. */
  peek(count: number): number {
    const start = this.left - count;
    const at = start >> 3;
    const { bytes } = this;
    // A byte outside is undefined, which `|` takes for zero.
    const window = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    return (window >> (start & 7)) & ((1 << count) - 1);
  }
}
