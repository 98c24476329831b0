import { type ByteSource, fail, type Steps } from "../model/index.ts";
import { malformed } from "./malformed.ts";
import { PIECE_BYTES, readBytes } from "./readBytes.ts";

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

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** Smallest code point that a sequence of this length may hold: shorter ones are overlong. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

// TextDecoder belongs to no ES library, and it can't say where the text goes wrong.
function decodeUtf8(bytes: Uint8Array, path: string, base: number): string {
  const units = new Uint16Array(bytes.length);
  let count = 0;
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] as number;
    if (lead < 0x80) {
      units[count++] = lead;
      i++;
      continue;
    }
    const point = codePoint(bytes, i);
    if (point < 0) malformed(path, `not UTF-8 text: byte 0x${lead.toString(16)} at offset ${base + i}`);
    count = pushPoint(units, count, point);
    i += sequenceLength(lead);
  }
  return fromUnits(units.subarray(0, count));
}

/** The code point of the sequence at `at`, or −1 where it is malformed. */
function codePoint(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const length = sequenceLength(lead);
  if (length === 0 || at + length > bytes.length) return -1;
  let point = lead & (0x7f >> length);
  for (let k = 1; k < length; k++) {
    const next = bytes[at + k] as number;
    if ((next & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (next & 0x3f);
  }
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return surrogate || point > 0x10ffff || point < (SMALLEST[length] as number) ? -1 : point;
}

function pushPoint(units: Uint16Array, count: number, point: number): number {
  if (point < 0x10000) {
    units[count] = point;
    return count + 1;
  }
  units[count] = 0xd7c0 + (point >> 10);
  units[count + 1] = 0xdc00 + (point & 0x3ff);
  return count + 2;
}

function fromUnits(units: Uint16Array): string {
  let text = "";
  // Argument lists have a limit of some 65,536 in every engine.
  for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.subarray(i, i + 8192));
  return text;
}
