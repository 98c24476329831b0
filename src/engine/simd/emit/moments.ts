import { type Code, I32, V128 } from "./binary.ts";
import type { Body } from "./body.ts";
import { type Lanes, lanesOf, v128, widths } from "./lanes.ts";
import { f64x2 } from "./pairs.ts";

/** Where the block begins, as for the other kernels, and the sums of slots, behind the widest block. */
const BLOCK_AT = 1024;
export const SUMS_AT = BLOCK_AT + 8 * 4096;
/** Bytes of a slot's sums. */
export const SLOT = 48;

const { add, mul } = lanesOf(8, false);

/** Four elements of the block, `offset` bytes from `at` on, as two pairs of float64. */
export function pairsAt(body: Body, lanes: Lanes, at: Code, offset = 0): [Code, Code] {
  const load = (further: number) => body.let(V128, v128.load(at, BLOCK_AT + offset + further));
  if (lanes.bytes === 8) return [load(0), load(16)];
  const four = load(0);
  return [body.let(V128, widths.low(four)), body.let(V128, widths.high(four))];
}

/** Adds 1, x, x² … x⁵ of one lane of x to the sums at `address`; `one` is a pair of ones. */
export function scatter(body: Body, address: Code, x: Code, lane: 0 | 1, one: Code): void {
  const at = body.let(I32, address);
  const both = body.let(V128, f64x2.pair(x, x, lane));
  const square = body.let(V128, mul(both, both));
  const first = body.let(V128, f64x2.pair(one, both, 0));
  const second = body.let(V128, mul(first, square));
  for (const [i, term] of [first, second, mul(second, square)].entries()) {
    const offset = SUMS_AT + 16 * i;
    body.emit(v128.store(at, offset, add(v128.load(at, offset), term)));
  }
}
