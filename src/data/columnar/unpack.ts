import { Gunzip } from "fflate";
import { FailureError, fail } from "../../model/index.ts";
import { malformed } from "../malformed.ts";
import { unpackBrotli } from "./brotli.ts";
import { unpackHadoopLz4, unpackLz4Block, unpackLz4Frames } from "./lz4.ts";
import { unpackSnappy } from "./snappy.ts";
import { unpackZstd } from "./zstd.ts";

export type Codec = "none" | "snappy" | "gzip" | "brotli" | "zstd" | "lz4" | "lz4 block" | "lz4 frame";

/** The most bytes that one block may hold unpacked: it is held whole. */
const MAX_BLOCK = 2 ** 28;

/** The `size` bytes that a compressed block holds. Fails with "Format" where it holds more or fewer, "TooLarge" over 256 MiB. */
export function unpack(codec: Codec, input: Uint8Array, size: number, path: string): Uint8Array {
  if (size > MAX_BLOCK) fail("TooLarge", `${path}: a compressed block of ${size} bytes; the most is ${MAX_BLOCK}`);
  if (codec === "none") return input.length === size ? input : malformed(path, `a block of ${input.length} bytes that says ${size}`);
  if (!(size >= 0)) malformed(path, `a compressed block of ${size} bytes`);
  const output = new Uint8Array(size);
  if (size === 0) return output;
  try {
    return fill(codec, input, output, path);
  } catch (error) {
    if (error instanceof FailureError) throw error;
    // The packages throw plain errors of their own, and what a typed array throws at a write beyond its end.
    return malformed(path, `a block is no ${codec} data: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fill(codec: Exclude<Codec, "none">, input: Uint8Array, output: Uint8Array, path: string): Uint8Array {
  switch (codec) {
    case "snappy":
      unpackSnappy(input, output, path);
      return output;
    case "lz4":
      unpackHadoopLz4(input, output, path);
      return output;
    case "lz4 frame":
      unpackLz4Frames(input, output, path);
      return output;
    case "lz4 block":
      return whole(output, unpackLz4Block(input, output, 0, path), path);
    case "gzip":
      return whole(output, gunzip(input, output, path), path);
    case "brotli":
      return whole(output, unpackBrotli(input, output, path), path);
    case "zstd":
      return whole(output, unpackZstd(input, output, path), path);
  }
}

function whole(output: Uint8Array, length: number, path: string): Uint8Array {
  return length === output.length ? output : malformed(path, `a compressed block holds ${length} bytes instead of ${output.length}`);
}

function gunzip(input: Uint8Array, output: Uint8Array, path: string): number {
  let done = 0;
  const inflater = new Gunzip((chunk) => {
    if (chunk.length > output.length - done) malformed(path, "a gzip block holds more than it says");
    output.set(chunk, done);
    done += chunk.length;
  });
  for (let at = 0; at < input.length; at += 1 << 14) inflater.push(input.subarray(at, at + (1 << 14)), at + (1 << 14) >= input.length);
  return done;
}
