/** Random draws of a stream: which ones they are depends on the key alone, not on who draws them or when. */
export interface Key {
  /** The notebook's seed. */
  readonly seed: number;
  /** Names the stream within it, e.g. a cell's text and the draw's place in it. */
  readonly stream: string;
}

/** high and low word of a · b, for unsigned 32-bit words. */
function high(a: number, b: number): number {
  const a1 = a >>> 16;
  const a0 = a & 0xffff;
  const b1 = b >>> 16;
  const b0 = b & 0xffff;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  return (a1 * b1 + Math.floor((middle + a0 * b1) / 65536)) >>> 0;
}

/**
 * Philox4x32-10: out ← four random words for the counter (c0 … c3) under the key (k0, k1). Salmon, Moraes, Dror and Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */
export function philox(c0: number, c1: number, c2: number, c3: number, k0: number, k1: number, out: Uint32Array): void {
  let [a, b, c, d, p, q] = [c0, c1, c2, c3, k0, k1];
  for (let round = 0; round < 10; round++) {
    const top0 = high(0xd2511f53, a);
    const low0 = Math.imul(0xd2511f53, a);
    const top1 = high(0xcd9e8d57, c);
    const low1 = Math.imul(0xcd9e8d57, c);
    a = (top1 ^ b ^ p) >>> 0;
    b = low1 >>> 0;
    c = (top0 ^ d ^ q) >>> 0;
    d = low0 >>> 0;
    p = (p + 0x9e3779b9) >>> 0;
    q = (q + 0xbb67ae85) >>> 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}

/** MurmurHash3 (x86, 32 bits) of the UTF-16 code units of `text`, low byte first. */
export function murmur3(text: string, seed: number): number {
  let h = seed | 0;
  const pairs = text.length >> 1;
  for (let i = 0; i < pairs; i++) {
    h ^= mixWord(text.charCodeAt(2 * i) | (text.charCodeAt(2 * i + 1) << 16));
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (text.length & 1) h ^= mixWord(text.charCodeAt(text.length - 1));
  h ^= 2 * text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function mixWord(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

/** The two words of the Philox key: murmur3 of "seed\nstream" under the seeds 0 and 1. */
export function philoxKey(key: Key): readonly [number, number] {
  const text = `${key.seed}\n${key.stream}`;
  return [murmur3(text, 0), murmur3(text, 1)];
}
