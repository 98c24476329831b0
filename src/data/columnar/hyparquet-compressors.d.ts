// The part of hyparquet-compressors that unpack.ts uses. Its own types pull in those of hyparquet, which is not here.
/** The `length` bytes that a Brotli stream holds; throws Error where it is broken. */
export declare function decompressBrotli(input: Uint8Array, length: number): Uint8Array;
