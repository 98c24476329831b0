import { malformed } from "./malformed.ts";

/** Bytes of the character that begins with `lead`, 0 where none does. */
export function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** Smallest code point that a sequence of this length may hold: shorter ones are overlong. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

/** UTF-8 bytes as text; `base` is their offset in the file. Fails with "Format" where they are none. */
// TextDecoder belongs to no ES library, and it can't say where the text goes wrong.
export function decodeUtf8(bytes: Uint8Array, path: string, base: number): string {
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
