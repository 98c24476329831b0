import type { FloatArray } from "../model/index.ts";
import type { Element } from "./npyElement.ts";

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** bfloat16, little endian: the upper half of a float32. */
export const bfloat16Element: Element = {
  dtype: "bfloat16",
  bytes: 2,
  decode(bytes: Uint8Array, count: number, out: FloatArray, at: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < count; i++) {
      word[0] = view.getUint16(2 * i, true) << 16;
      out[at + i] = single[0] as number;
    }
    return -1;
  },
};
