import { type Code, type Func, I32, moduleOf, V128 } from "./binary.ts";
import { Body, i32 } from "./body.ts";
import { type Lanes, lanesOf, simd, v128 } from "./lanes.ts";

/** Rows that are computed together: each vector of the right matrix is loaded once for all of them. */
const ROWS = 4;
/** Bytes of a row of a panel: two vectors. */
const PANEL = 32;
/** 64 KiB each; ../matmul.ts says what lies where. */
const PAGES = 32;

/** The module that multiplies matrices in its memory. */
export function matmulModule(fused: boolean): Uint8Array {
  return moduleOf([matmul(lanesOf(4, fused)), matmul(lanesOf(8, fused))], PAGES);
}

/**
 * matmul(a, b, c, rows, depth, panels, aStride, cStride, panelBytes): C ← C + A·B. Addresses and strides are in bytes, `depth` too: those of a row of A.
 * A and C are row-major. B lies in panels of two vectors' columns, each row after row. `rows` is a multiple of ROWS; none is 0.
 */
function matmul(lanes: Lanes): Func {
  const body = new Body();
  const [a, b, c, rows, depth, panels, aStride, cStride, panelBytes] = Array.from({ length: 9 }, () => body.param(I32)) as [
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  const local = (value: Code): Code => body.let(I32, value);
  body.repeat(panels, 1, (panel) => {
    const from = local(add(b, times(panel, panelBytes)));
    const to = local(add(c, times(panel, i32(PANEL))));
    body.repeat(rows, ROWS, (row) => {
      const lefts = rowsFrom(local, add(a, times(row, aStride)), aStride);
      const targets = rowsFrom(local, add(to, times(row, cStride)), cStride);
      const sums = targets.map((at) => [0, 16].map((offset) => body.variable(V128, v128.load(at, offset))));
      const right = body.variable(I32, from);
      // One term a round: of more, V8 takes all loads first, and keeps on the stack what no register is left for. It repeats short rounds by itself.
      body.repeat(depth, lanes.bytes, (at) => {
        const pair = [0, 16].map((offset) => body.let(V128, v128.load(right.get, offset)));
        for (const [i, left] of lefts.entries()) {
          const x = body.let(V128, splatAt(lanes, add(left, at)));
          for (const [j, sum] of (sums[i] ?? []).entries()) sum.set(lanes.madd(x, pair[j] as Code, sum.get));
        }
        right.set(add(right.get, i32(PANEL)));
      });
      for (const [i, at] of targets.entries()) for (const [j, sum] of (sums[i] ?? []).entries()) body.emit(v128.store(at, 16 * j, sum.get));
    });
  });
  return body.func(`matmul${lanes.bytes}`);
}

/** Addresses of ROWS rows. */
function rowsFrom(local: (value: Code) => Code, first: Code, stride: Code): Code[] {
  const rows = [local(first)];
  while (rows.length < ROWS) rows.push(local(add(rows.at(-1) as Code, stride)));
  return rows;
}

function splatAt(lanes: Lanes, at: Code): Code {
  return [...simd(lanes.bytes === 4 ? 0x09 : 0x0a, at), 0, 0];
}

function add(x: Code, y: Code): Code {
  return [...x, ...y, 0x6a];
}

function times(x: Code, y: Code): Code {
  return [...x, ...y, 0x6c];
}
