import { base64 } from "./base64.ts";

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of the first 8 (FIPS 180-4). */
const [ROUNDS, START] = constants();

/** SHA-256 of a text's UTF-8 bytes, in base64, as a Content-Security-Policy takes it. A page's host may have no crypto of its own. */
export function sha256(text: string): string {
  const state = START.slice();
  const blocks = padded(utf8(text));
  const words = new Uint32Array(64);
  for (let at = 0; at < blocks.length; at += 64) compress(state, words, new DataView(blocks.buffer, at, 64));
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of state.entries()) view.setUint32(4 * i, word);
  return base64(bytes);
}

/** The bytes of a text; a lone surrogate counts as U+FFFD, as encoders have it. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes[at++] = code;
    else {
      const length = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3; // bytes that follow the first
      bytes[at++] = ((0xf00 >> (length + 1)) & 0xff) | (code >> (6 * length));
      for (let i = length - 1; i >= 0; i--) bytes[at++] = 0x80 | ((code >> (6 * i)) & 0x3f);
    }
  }
  return bytes.subarray(0, at);
}

function padded(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setUint32(all.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(all.length - 4, (bytes.length << 3) >>> 0);
  return all;
}

function compress(state: Uint32Array, w: Uint32Array, block: DataView): void {
  for (let i = 0; i < 16; i++) w[i] = block.getUint32(4 * i);
  for (let i = 16; i < 64; i++) {
    const [a, b] = [w[i - 15] ?? 0, w[i - 2] ?? 0];
    w[i] = (w[i - 16] ?? 0) + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (w[i - 7] ?? 0) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (ROUNDS[i] ?? 0) + (w[i] ?? 0)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [i, x] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + x;
}

function turn(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}

function constants(): [Uint32Array, Uint32Array] {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  const bits = (root: number): number => (root - Math.floor(root)) * 2 ** 32;
  return [Uint32Array.from(primes, (p) => bits(Math.cbrt(p))), Uint32Array.from(primes.slice(0, 8), (p) => bits(Math.sqrt(p)))];
}
