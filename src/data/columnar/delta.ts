import type { Cursor } from "../cursor.ts";
import { malformed } from "../malformed.ts";

/** The most miniblocks of a block that any writer makes is 8; blocks are of 128 values. */
const MAX_MINIBLOCKS = 512;

/** `count` integers of DELTA_BINARY_PACKED, wrapped to `bits`. Source: Encodings.md in apache/parquet-format. Fails with "Format". */
export function readDeltas(cursor: Cursor, count: number, bits: 32 | 64): BigInt64Array {
  const { path } = cursor;
  const out = new BigInt64Array(count);
  if (count === 0) return out;
  const block = cursor.varint();
  const minis = cursor.varint();
  const total = cursor.varint();
  const perMini = block / minis;
  if (minis < 1 || minis > MAX_MINIBLOCKS || !Number.isInteger(perMini) || perMini % 8 !== 0 || block > 2 ** 20)
    malformed(path, "delta blocks of an impossible size");
  if (total !== count) malformed(path, `${total} deltas for ${count} values`);
  let value = cursor.wideZigzag();
  out[0] = value;
  for (let done = 1; done < total; ) {
    const least = cursor.wideZigzag();
    const widths = cursor.take(minis);
    for (let mini = 0; mini < minis && done < total; mini++) {
      const width = widths[mini] as number;
      if (width > 64) malformed(path, `deltas of ${width} bits`);
      const packed = cursor.take((perMini * width) / 8);
      for (let i = 0; i < perMini && done < total; i++, done++) {
        value = BigInt.asIntN(bits, value + least + bitsAt(packed, i * width, width));
        out[done] = value;
      }
    }
  }
  return out;
}

function bitsAt(bytes: Uint8Array, from: number, width: number): bigint {
  let low = 0;
  let high = 0;
  for (let taken = 0, bit = from; taken < width; ) {
    const step = Math.min(8 - (bit & 7), width - taken, taken < 32 ? 32 - taken : 64 - taken);
    const part = ((bytes[bit >> 3] as number) >> (bit & 7)) & ((1 << step) - 1);
    if (taken < 32) low |= part << taken;
    else high |= part << (taken - 32);
    taken += step;
    bit += step;
  }
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
