import { autodiff, full, roundTo, topk } from "../../engine/index.ts";
import { type Dtype, fail } from "../../model/index.ts";
import { isAnyTensor } from "../values.ts";
import { failNoDerivative } from "../variables.ts";
import type { Rules } from "./rule.ts";

/** Attention, tensors, and what of decoding is smooth. */
export const tensorRules: Rules = {
  *attention(given) {
    const result = yield* autodiff.attention(yield* given.operand("q"), yield* given.operand("k"), yield* given.operand("v"), {
      scale: yield* given.optional("scale"),
      mask: yield* given.optional("mask"),
      boolean: isBool(given.raw("mask")),
      causal: given.fixed("causal"),
      softcap: given.fixed("softcap"),
      window: given.fixed<readonly number[] | null>("window") ?? undefined,
      qkNorm: given.fixed<"rms" | "l2" | null>("qk_norm") ?? undefined,
      sink: yield* given.optional("sink"),
    });
    return given.fixed<boolean>("weights") ? result : result.output;
  },
  *rms_norm(given) {
    return yield* autodiff.rmsNorm(yield* given.operand("x"), given.dims(), given.fixed("epsilon"));
  },
  *l2_norm(given) {
    return yield* autodiff.l2Norm(yield* given.operand("x"), given.dims());
  },
  *merge_state(given) {
    const [m1, l1] = [yield* given.operand("m1"), yield* given.operand("l1")];
    const [m2, l2] = [yield* given.operand("m2"), yield* given.operand("l2")];
    const m = yield* autodiff.binary(m1, m2, "max");
    const left = yield* autodiff.mul(l1, yield* autodiff.unary(yield* autodiff.sub(m1, m), "exp"));
    const right = yield* autodiff.mul(l2, yield* autodiff.unary(yield* autodiff.sub(m2, m), "exp"));
    return { m, l: yield* autodiff.add(left, right) };
  },
  *temperature(given) {
    return yield* autodiff.div(yield* given.operand("z"), yield* given.operand("t"));
  },
  *guidance(given) {
    const logs = given.fixed<string>("dialect") === "hf";
    const [c, u] = [yield* given.operand("conditional"), yield* given.operand("unconditional")];
    const [conditional, base] = logs ? [yield* autodiff.logSoftmax(c), yield* autodiff.logSoftmax(u)] : [c, u];
    return yield* autodiff.add(base, yield* autodiff.mul(yield* autodiff.sub(conditional, base), yield* given.operand("scale")));
  },
  *where(given) {
    return yield* autodiff.where(yield* given.tensor("cond"), yield* given.operand("a"), yield* given.operand("b"));
  },
  *clip(given) {
    return yield* autodiff.clip(yield* given.operand("x"), yield* given.operand("lo"), yield* given.operand("hi"));
  },
  *stack(given) {
    const list = yield* autodiff.lift(yield* given.operand("list"));
    const parts: autodiff.Variable[] = [];
    for (let i = 0; i < (list.shape[0] ?? 0); i++) {
      parts.push(yield* autodiff.take(list, [i, ...list.shape.slice(1).map((n) => Array.from({ length: n }, (_, at) => at))]));
    }
    return yield* autodiff.stack(parts, given.dim());
  },
  *full(given) {
    return yield* autodiff.mul(full(given.fixed("shape"), 1), yield* given.operand("value"));
  },
  *topk(given) {
    const x = yield* autodiff.lift(yield* given.operand("x"));
    if (x.shape.length !== 1) failNoDerivative("topk of more than one row");
    const { indices } = yield* topk(x.value, given.fixed("k"));
    return { values: yield* autodiff.take(x, [Array.from(indices.data)]), indices };
  },
  *tensor(given) {
    return yield* rounded(given.fixed<Dtype | null>("dtype") ?? "float64", yield* given.operand("x"));
  },
  *labels(given) {
    return yield* autodiff.lift(yield* given.operand("x"));
  },
  ...Object.fromEntries(
    (["float16", "bfloat16", "float32", "float64"] as const).map((dtype) => [
      dtype,
      (given: Parameters<Rules[string]>[0]) => casted(dtype, given),
    ]),
  ),
};

function* casted(dtype: Dtype, given: Parameters<Rules[string]>[0]): ReturnType<typeof rounded> {
  return yield* rounded(dtype, yield* given.operand("x"));
}

/** x on a dtype's grid, with the gradient of x. */
function rounded(dtype: Dtype, x: autodiff.Operand): ReturnType<typeof autodiff.mapped> {
  if (dtype === "int32" || dtype === "bool") fail("Type", `grad has no derivative of a cast to ${dtype}.`);
  return autodiff.mapped(
    x,
    (v) => roundTo(dtype, v),
    () => 1,
  );
}

function isBool(mask: unknown): boolean {
  return isAnyTensor(mask) && mask.dtype === "bool";
}
