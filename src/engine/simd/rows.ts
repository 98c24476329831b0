import type { FloatArray } from "../../model/index.ts";
import type { Kernels } from "../kernels.ts";
import { instantiate } from "./instance.ts";
import { ROWS, ROWS_RELAXED } from "./rowsModule.ts";
import { inRange, turnsOf, type Width } from "./scale.ts";

/** Elements of a row up to which many rows are computed by one call: of longer ones the calls themselves are no matter. */
export const LONGEST = 1024;

/** src/engine/simd/emit/rows.ts says what they do, and what lies where. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly scale4: ScaleRows;
  readonly scale8: ScaleRows;
  readonly gather4: GatherRows;
  readonly gather8: GatherRows;
  readonly apart4: ApartRows;
  readonly apart8: ApartRows;
  readonly share4: ShareRows;
  readonly share8: ShareRows;
}

type ScaleRows = (rows: number, n: number, line: number, tau: number, turns: number, rest: number) => void;
type GatherRows = (rows: number, line: number, turns: number, high: number, low: number) => number;
type ApartRows = (listed: number, line: number) => void;
type ShareRows = (rows: number, n: number, line: number, turns: number, high: number, low: number) => void;

const NUMBERS_AT = 1024;
const LEFT_AT = 40;
const IN_AT = 2 ** 15;
const OUT_AT = 2 ** 17;
/** Bytes of the padded rows of a batch, so that all that is made of them stays in a core's first cache, and most rows of one. */
const BATCH = 2 ** 14;
const MOST = 256;
/** Bytes that a row is padded to a multiple of. */
const ROUND = 64;

/**
 * out[at …] ← probabilities of `rows` rows of n ≤ LONGEST logits, one after the other from data[start] on, to the bits of `Kernels.softmax` of each.
 * `out` is of the kind of `data` and does not overlap it.
 */
export type ShortRows = (data: FloatArray, start: number, rows: number, n: number, tau: number, out: FloatArray, at: number) => void;

/** Many short rows by one call to WebAssembly, as `kernel` has each of them; null where that is none of the SIMD kernels. */
export function shortRows(kernel: Kernels): ShortRows | null {
  if (kernel.name !== "relaxed" && kernel.name !== "simd") return null;
  const exports = exportsOf(kernel.name === "relaxed");
  return exports && rowsOf(exports, kernel);
}

const loaded = new Map<boolean, Exports | null>();

function exportsOf(fused: boolean): Exports | null {
  // SAFETY: the modules were emitted with exactly these exports.
  if (!loaded.has(fused)) loaded.set(fused, instantiate(fused ? ROWS_RELAXED : ROWS, { host: { exp: Math.exp } }) as Exports | null);
  return loaded.get(fused) ?? null;
}

function rowsOf(exports: Exports, kernel: Kernels): ShortRows {
  const { buffer } = exports.memory;
  const fused = kernel.name === "relaxed";
  const { scale4, gather4, apart4, share4, scale8, gather8, apart8, share8 } = exports;
  const narrow = {
    width: 4 as Width,
    scale: scale4,
    gather: gather4,
    apart: apart4,
    share: share4,
    given: new Float32Array(buffer, IN_AT),
    made: new Float32Array(buffer, OUT_AT),
  };
  const wide = {
    width: 8 as Width,
    scale: scale8,
    gather: gather8,
    apart: apart8,
    share: share8,
    given: new Float64Array(buffer, IN_AT),
    made: new Float64Array(buffer, OUT_AT),
  };
  /** 64 bytes a row, of which an integer at LEFT_AT is not 0 where it is left. */
  const left = new Int32Array(buffer, NUMBERS_AT, 16 * MOST);
  const part = new Float64Array(4);

  return (data, start, rows, n, tau, out, at) => {
    const { width, scale, gather, apart, share, given, made } = data instanceof Float32Array ? narrow : wide;
    const alone = (row: number) => kernel.softmax(data, start + row * n, start + (row + 1) * n, tau, part, out, at + row * n);
    const line = Math.ceil((n * width) / ROUND) * ROUND;
    const most = Math.min(MOST, Math.floor(BATCH / line));
    if (!inRange(0, tau) || n === 0) {
      for (let row = 0; row < rows; row++) alone(row);
      return;
    }
    const { turns, rest, high, low } = turnsOf(tau, width, fused);
    for (let row = 0; row < rows; row += most) {
      const count = Math.min(most, rows - row);
      given.set(data.subarray(start + row * n, start + (row + count) * n));
      scale(count, n * width, line, tau, turns, rest);
      const listed = gather(count, line, turns, high, low);
      if (listed > 0) apart(listed, line);
      share(count, n * width, line, turns, high, low);
      out.set(made.subarray(0, count * n), at + row * n);
      for (let i = 0; i < count; i++) if (left[16 * i + LEFT_AT / 4] !== 0) alone(row + i);
    }
  };
}
