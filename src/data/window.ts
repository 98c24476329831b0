import type { ByteSource } from "../model/index.ts";

/** The bytes from `offset` to `offset + size` of another source, as a source of their own. */
export function windowOf(source: ByteSource, offset: number, size: number): ByteSource {
  return {
    size,
    read: (at, length) => source.read(offset + at, Math.max(0, Math.min(length, size - at))),
  };
}

/** Bytes in memory as a source; they are not copied. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}
