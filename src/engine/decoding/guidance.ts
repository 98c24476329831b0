import { type AnyTensor, done, fail, type Steps, type Tensor } from "../../model/index.ts";
import { sameShape, shapeText } from "../shape.ts";
import { logSoftmax } from "../softmax.ts";
import { materialise } from "../source.ts";
import { editRows, rowsOf } from "./rows.ts";
import { type Dialect, inRange } from "./rules.ts";

/**
 * Classifier-free guidance: unconditional + scale·(conditional − unconditional). transformers
 * (UnbatchedClassifierFreeGuidanceLogitsProcessor) takes log_softmax of both first; the others take them as they are. What the
 * conditional logits rule out stays out. Throws Shape unless both have one shape.
 */
export function* guidance(conditional: AnyTensor, unconditional: AnyTensor, scale: number, dialect: Dialect = "hf"): Steps<Tensor> {
  inRange("scale", scale, scale === scale, "a number");
  if (!sameShape(conditional.shape, unconditional.shape)) {
    fail("Shape", `conditional logits of shape ${shapeText(conditional.shape)}, unconditional ones of ${shapeText(unconditional.shape)}`);
  }
  const normalise = dialect === "hf" && conditional.shape.length > 0;
  const from = yield* materialise(normalise ? yield* logSoftmax(unconditional) : unconditional);
  const { n } = rowsOf(from.shape);
  return yield* editRows(normalise ? yield* logSoftmax(conditional) : conditional, (row, index) => {
    for (let i = 0; i < n; i++) row[i] = guided(row[i] as number, from.data[index * n + i] as number, scale);
    return done(undefined);
  });
}

function guided(conditional: number, unconditional: number, scale: number): number {
  return conditional === Number.NEGATIVE_INFINITY ? conditional : scale * (conditional - unconditional) + unconditional;
}
