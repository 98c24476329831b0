import { compareNumerics, mergeStates, naiveSoftmax, onlineBlocks, onlineSoftmax, ulpError } from "../../engine/index.ts";
import { type Dtype, fail, type Trace } from "../../model/index.ts";
import { denseOf, nestedOf, plain } from "../convert.ts";
import { dense, integer, type Kind, nullable, numbers, strings, tensor } from "../kinds.ts";
import { brand, isArrayLike } from "../values.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";
import { z as logits, one } from "./parameters.ts";

const FAMILY = "Online softmax and numerics";
const FLOATS: readonly Dtype[] = ["float16", "bfloat16", "float32", "float64"];
/** Entries of a result that its table shows. */
const SHOWN = 8;

/** Rows of numbers, of any lengths. */
const blocks: Kind<readonly Float64Array[]> = {
  name: "a list of lists of numbers",
  ragged: true,
  *read(raw) {
    if (isArrayLike(raw)) return rowsOf(yield* denseOf(raw));
    const list: Float64Array[] = [];
    for (const item of nestedOf(raw) ?? fail("Type", "A list of lists of numbers expected.")) {
      list.push(Float64Array.from(yield* numbers.read(item)));
    }
    return list;
  },
};

export const onlineFamily: readonly RunnableEntry[] = [
  define({
    name: "online_softmax",
    family: FAMILY,
    docs: "The running maximum m and sum l of an online softmax after each block of z, the correction e^(m before - m after) of the old sum, and the log-sum-exp so far. `blocks` gives z cut up already, in parts of any lengths: its logits, or their places in z (from 0). A block of -Infinity alone changes nothing; the last row does not depend on how z is cut.",
    source: "Milakov and Gimelshein, arXiv 1805.02867, algorithm 3",
    formula: "m_i = \\max(m_{i-1}, \\max z^i), \\quad \\ell_i = e^{m_{i-1} - m_i} \\ell_{i-1} + \\sum_{x \\in z^i} e^{x - m_i}",
    example: "online_softmax([1, 3, 2, 5, 4, 0], block = 2)",
    parameters: {
      z: optional(nullable(tensor), null, "one row of logits; not needed beside blocks of logits"),
      block: optional(integer, 4, "entries of a block"),
      blocks: optional(nullable(blocks), null),
    },
    *run({ z, block, blocks: given }) {
      if (given === null) return trace(yield* onlineSoftmax(z ?? fail("Arity", "online_softmax needs z or blocks."), block));
      const parts = z === null ? given : partsOf(yield* denseOf(z), given);
      return trace(onlineBlocks(parts));
    },
  }),
  define({
    name: "merge_state",
    family: FAMILY,
    docs: "The states (m, l) of two parts of a row as the state {m, l} of both, element by element for tensors. Associative and commutative, with (-Infinity, 0) neutral, so that parts may be folded anywhere and in any order.",
    source: "Milakov and Gimelshein, arXiv 1805.02867, section 3.1; FlashInfer merge_state",
    formula: "m = \\max(m_1, m_2), \\quad \\ell = e^{m_1 - m} \\ell_1 + e^{m_2 - m} \\ell_2",
    example: "merge_state(3, 1.5, 5, 1.2)",
    parameters: { m1: one, l1: one, m2: one, l2: one },
    *run({ m1, l1, m2, l2 }) {
      const { m, l } = yield* mergeStates(m1, l1, m2, l2);
      return { m: plain(m), l: plain(l) };
    },
  }),
  define({
    name: "naive_softmax",
    family: FAMILY,
    docs: "e^z over its sum, in z's own dtype and without taking away the maximum, along the last axis: it overflows to NaN from z = 710 on in float64 and from 89 on in float32, which is what it is for. softmax does not.",
    source: "Milakov and Gimelshein, arXiv 1805.02867, algorithm 1",
    formula: "p_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}",
    example: "naive_softmax([1, 1000])",
    parameters: { z: logits },
    *run({ z }) {
      return plain(yield* naiveSoftmax(z));
    },
  }),
  define({
    name: "compare_numerics",
    family: FAMILY,
    docs: "One row of logits through softmax in four ways and several dtypes, every step rounded to the dtype: naive, safe (shifted by the maximum), online, and exp(z - lse), which loses digits where lse is large. A table of the result, its largest error in units in the last place, whether a step overflowed, and the sum.",
    source: "Blanchard, Higham and Higham, doi 10.1093/imanum/draa038",
    formula: "\\frac{e^{z_i}}{\\sum_j e^{z_j}} = \\frac{e^{z_i - m}}{\\sum_j e^{z_j - m}} = e^{z_i - \\mathrm{lse}(z)}",
    example: "compare_numerics([10, 11, 12])",
    parameters: { z: required(dense, "finite logits"), dtypes: optional(strings, FLOATS, undefined, shownList(FLOATS)) },
    *run({ z, dtypes }) {
      const rows = yield* compareNumerics(z, dtypes.map(floatNamed));
      return brand({
        kind: "trace",
        columns: {
          dtype: rows.map((row) => row.dtype),
          method: rows.map((row) => row.method),
          result: rows.map((row) => resultText(row.result)),
          ulps: rows.map((row) => row.ulps),
          overflow: rows.map((row) => (row.overflow ? "yes" : "no")),
          sum: rows.map((row) => row.sum),
        },
      } satisfies Trace);
    },
  }),
  define({
    name: "ulp_error",
    family: FAMILY,
    docs: "How far x is from the reference, element by element, in units in the last place that x's dtype has at the reference. 0 where they are equal, infinities too.",
    source: "Goldberg (1991), doi 10.1145/103162.103163",
    formula: "\\frac{|x - r|}{\\mathrm{ulp}(r)}",
    example: "ulp_error(float32([0.1, 0.5]), [0.1, 0.5])",
    parameters: { x: one, reference: one },
    *run({ x, reference }) {
      return plain(yield* ulpError(x, reference));
    },
  }),
];

function trace(columns: { readonly [K in "block" | "m" | "l" | "correction" | "lse"]: readonly number[] }): Trace {
  return brand({ kind: "trace", columns: { ...columns } });
}

/** Blocks of z's own entries in order, or of their places in it. Throws Shape, Domain. */
function partsOf({ data }: { data: ArrayLike<number> }, given: readonly Float64Array[]): readonly Float64Array[] {
  const flat = given.flatMap((block) => Array.from(block));
  if (flat.length !== data.length) fail("Shape", `blocks must have all ${data.length} entries of z, got ${flat.length}.`);
  if (flat.every((x, i) => Object.is(x, data[i]))) return given;
  if (new Set(flat).size < flat.length || !flat.every((i) => Number.isInteger(i) && i >= 0 && i < data.length)) {
    fail("Domain", `blocks must hold z's entries in their order, or each of their places from 0 to ${data.length - 1} once.`);
  }
  return given.map((block) => block.map((i) => data[i] ?? Number.NaN));
}

function rowsOf(x: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }): readonly Float64Array[] {
  if (x.shape.length !== 2) fail("Shape", `A list of lists of numbers expected, got shape [${x.shape.join(", ")}].`);
  const [rows = 0, n = 0] = x.shape;
  const all = Float64Array.from(x.data);
  return Array.from({ length: rows }, (_, i) => all.subarray(i * n, (i + 1) * n));
}

function floatNamed(name: string): Dtype {
  return FLOATS.find((dtype) => dtype === name) ?? fail("Domain", `dtypes must be among ${shownList(FLOATS)}, got "${name}".`);
}

function shownList(names: readonly string[]): string {
  return `[${names.map((name) => `"${name}"`).join(", ")}]`;
}

function resultText(result: Float64Array): string {
  const texts = Array.from(result.subarray(0, SHOWN), (x) => String(Number(x.toPrecision(6))));
  return `[${texts.join(", ")}${result.length > SHOWN ? ", …" : ""}]`;
}
