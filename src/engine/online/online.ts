import type { AnyTensor, Steps } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { absorb, decay, empty, merge, type State } from "../accumulator.ts";
import { CHUNK } from "../limits.ts";
import { shapeText } from "../shape.ts";
import { progress, readInto } from "../source.ts";

/** The state of an online softmax after each block, and what the sum from before was multiplied by to get there. */
export interface OnlineTrace {
  /** 1, 2, … */
  readonly block: number[];
  readonly m: number[];
  readonly l: number[];
  /** e^(m before − m after): 0 at the first block with a finite entry, 1 where the maximum stays. */
  readonly correction: number[];
  /** m + log l. */
  readonly lse: number[];
}

/** Most rows that a trace has. */
const MAX_BLOCKS = 1_000_000;

/**
 * Folds z block by block into (m, l), `block` entries at a time, the last ones in a shorter block (Milakov & Gimelshein, arXiv 1805.02867,
 * algorithm 3). A block of −∞ changes nothing, NaN stays. Throws Shape for more than one axis, Domain for a block below 1, TooLarge.
 */
export function* onlineSoftmax(z: AnyTensor, block: number): Steps<OnlineTrace> {
  if (z.shape.length > 1) fail("Shape", `online_softmax takes one row of logits, got shape ${shapeText(z.shape)}`);
  if (!Number.isInteger(block) || block < 1) fail("Domain", `block must be a whole number from 1, got ${block}`);
  const n = z.shape[0] ?? 1;
  if (n / block > MAX_BLOCKS) fail("TooLarge", `block must be ${Math.ceil(n / MAX_BLOCKS)} or more for ${n} logits, got ${block}`);
  const trace = emptyTrace();
  let state = empty();
  const buffer = new Float64Array(Math.min(block, n, CHUNK));
  for (let start = 0; start < n; start += block) {
    const part = yield* stateOf(z, start, Math.min(n, start + block), buffer);
    state = step(trace, state, part);
    yield progress(start, n);
  }
  return trace;
}

/** The same over blocks of any lengths, empty ones too, which change nothing. */
export function onlineBlocks(blocks: readonly Float64Array[]): OnlineTrace {
  const trace = emptyTrace();
  blocks.reduce((state, block) => step(trace, state, absorb(empty(), block, 0, block.length)), empty());
  return trace;
}

function* stateOf(z: AnyTensor, start: number, end: number, buffer: Float64Array): Steps<State> {
  let state = empty();
  for (let at = start; at < end; at += buffer.length) {
    const count = Math.min(buffer.length, end - at);
    yield* readInto(z, at, at + count, buffer);
    state = absorb(state, buffer, 0, count);
  }
  return state;
}

function emptyTrace(): OnlineTrace {
  return { block: [], m: [], l: [], correction: [], lse: [] };
}

function step(trace: OnlineTrace, before: State, part: State): State {
  const after = merge(before, part);
  trace.block.push(trace.block.length + 1);
  trace.m.push(after.m);
  trace.l.push(after.l);
  trace.correction.push(decay(before.m, after.m));
  trace.lse.push(after.m + Math.log(after.l));
  return after;
}
