import { type ByteSource, fail, type Steps } from "../model/index.ts";
import { PIECE_BYTES, readBytes } from "./readBytes.ts";
import { decodeUtf8, sequenceLength } from "./utf8.ts";

/** Text files are held whole while they are parsed, so their size is bounded. */
const MAX_TEXT_BYTES = 1 << 27;

/** The whole file as UTF-8 text, without a byte order mark. Fails with "TooLarge" over 128 MiB, "Format" where it is not UTF-8. */
export function* readText(source: ByteSource, path: string): Steps<string> {
  if (source.size > MAX_TEXT_BYTES)
    fail("TooLarge", `${path}: a text file of ${source.size} bytes; the most is ${MAX_TEXT_BYTES}. Save it as .npy`);
  const parts: string[] = [];
  let offset = 0;
  while (offset < source.size) {
    const length = Math.min(PIECE_BYTES, source.size - offset);
    const bytes = yield* readBytes(source, path, offset, length);
    const last = offset + length === source.size;
    const whole = last ? length : wholeCharacters(bytes);
    parts.push(decodeUtf8(bytes.subarray(0, whole), path, offset));
    offset += whole;
    yield { kind: "progress", done: offset, total: source.size };
  }
  const text = parts.join("");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Length of the longest prefix that cuts no character, or of all bytes where the end is no UTF-8 anyway. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back < bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
    if (byte < 0x80) break;
  }
  return bytes.length;
}
