/**
 * A 64-bit digest of texts and numbers, in two lanes of the mixing of MurmurHash3 (Appleby, public domain). It tells equal inputs
 * from different ones; it is no defence against somebody who looks for a collision.
 */
export class Digest {
  #a = 0x9368e53c;
  #b = 0x586dcd20;
  #words = 0;

  /** Takes a 32-bit word. */
  word(word: number): this {
    const k = rotate(Math.imul(word, 0xcc9e2d51), 15);
    this.#a = (Math.imul(rotate(this.#a ^ Math.imul(k, 0x1b873593), 13), 5) + 0xe6546b64) | 0;
    const l = rotate(Math.imul(word, 0x38b34ae5), 17);
    this.#b = (Math.imul(rotate(this.#b ^ Math.imul(l, 0xa1e38b93), 15), 5) + 0x561ccd1b) | 0;
    this.#words++;
    return this;
  }

  /** Takes a text with its length, so that two texts in a row differ from their join. */
  text(text: string): this {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
    return this;
  }

  number(x: number): this {
    FLOAT[0] = x;
    return this.word(WORDS[0] ?? 0).word(WORDS[1] ?? 0);
  }

  /** Takes the bytes of an array, with their number. */
  bytes(data: ArrayBufferView): this {
    this.word(data.byteLength);
    const whole = data.byteLength >> 2;
    const aligned = data.byteOffset % 4 === 0;
    const source = aligned ? data.buffer : data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    const offset = aligned ? data.byteOffset : 0;
    const words = new Uint32Array(source, offset, whole);
    for (let i = 0; i < whole; i++) this.word(words[i] ?? 0);
    for (const byte of new Uint8Array(source, offset + whole * 4, data.byteLength & 3)) this.word(byte);
    return this;
  }

  /** 16 hexadecimal digits. */
  end(): string {
    return hex(finish(this.#a ^ this.#words)) + hex(finish(this.#b ^ this.#words));
  }
}

const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);

export function digestOf(...texts: readonly string[]): string {
  const digest = new Digest();
  for (const text of texts) digest.text(text);
  return digest.end();
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function finish(h: number): number {
  let x = h;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function hex(x: number): string {
  return x.toString(16).padStart(8, "0");
}
