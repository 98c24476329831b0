import type { Tensor } from "../../model/index.ts";
import { fail, sizeOf } from "../../model/index.ts";
import { shapeText } from "../shape.ts";

/** How q, k and v fit together: q is lead × L × E, k lead × S × E, v lead × S × V. */
export interface Heads {
  readonly lead: readonly number[];
  readonly L: number;
  readonly S: number;
  readonly E: number;
  readonly V: number;
  /** Which of k's matrices head i of q (row-major over `lead`) uses, and which of v's. */
  readonly keyOf: Int32Array;
  readonly valueOf: Int32Array;
}

/** Throws Shape naming the argument that does not fit. */
export function headsOf(q: Tensor, k: Tensor, v: Tensor): Heads {
  for (const [name, x] of Object.entries({ q, k, v })) {
    if (x.shape.length < 2) fail("Shape", `${name} must have rows and columns, got shape ${shapeText(x.shape)}`);
  }
  const lead = q.shape.slice(0, -2);
  const [L = 0, E = 0] = q.shape.slice(-2);
  const [S = 0, keyWidth] = k.shape.slice(-2);
  const [values, V = 0] = v.shape.slice(-2);
  if (keyWidth !== E) fail("Shape", `k must have q's ${E} columns, got shape ${shapeText(k.shape)}`);
  if (values !== S) fail("Shape", `v must have k's ${S} rows, got shape ${shapeText(v.shape)}`);
  return { lead, L, S, E, V, keyOf: matching(lead, k.shape.slice(0, -2), "k"), valueOf: matching(lead, v.shape.slice(0, -2), "v") };
}

/** Heads (the last leading axis) may be shared by groups of q's; extents of 1, and axes that are missing, serve all. */
function matching(lead: readonly number[], own: readonly number[], name: string): Int32Array {
  const padded = [...new Array<number>(Math.max(0, lead.length - own.length)).fill(1), ...own];
  const fits =
    padded.length === lead.length &&
    padded.every((n, i) => n === lead[i] || n === 1 || (i === lead.length - 1 && n > 0 && (lead[i] as number) % n === 0));
  if (!fits)
    fail("Shape", `${name} must have q's leading axes ${shapeText(lead)}, with heads for groups of q's at most, got ${shapeText(own)}`);
  return Int32Array.from({ length: sizeOf(lead) }, (_, flat) => {
    let [rest, stride, at] = [flat, 1, 0];
    for (let i = lead.length - 1; i >= 0; i--) {
      const [all, some] = [lead[i] as number, padded[i] as number];
      at += Math.floor((rest % all) / (all / some)) * stride;
      stride *= some;
      rest = Math.floor(rest / all);
    }
    return at;
  });
}
