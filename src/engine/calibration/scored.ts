import type { AnyTensor, Steps } from "../../model/index.ts";
import { fail } from "../../model/index.ts";
import { classesOf, indicesOf, placeOf } from "../classes.ts";
import { materialise } from "../source.ts";

/** Logits of samples in rows, and the class that each turned out to be. */
export interface Scored {
  /** `rows` × `n`, row-major. */
  readonly z: Float64Array;
  readonly label: Int32Array;
  readonly rows: number;
  readonly n: number;
}

/** Held-out logits with their labels, classes along axis 1. Throws Shape, and Domain for logits that no scale can fit. */
export function* scored(logits: AnyTensor, labels: AnyTensor): Steps<Scored> {
  const classes = classesOf(logits.shape, "logits");
  const { data } = yield* materialise(logits);
  const label = yield* indicesOf(labels, classes, "labels");
  const { rows, n } = classes.layout;
  if (rows === 0) fail("Shape", "logits must have a sample, got none");
  const z = new Float64Array(rows * n);
  for (let row = 0; row < rows; row++) {
    const { first, step } = placeOf(classes.layout, row);
    for (let c = 0; c < n; c++) z[row * n + c] = data[first + c * step] as number;
    if (!Number.isFinite(z[row * n + (label[row] as number)]))
      fail("Domain", `logits must be finite at the label, which sample ${row}'s is not`);
  }
  if (z.some((x) => Number.isNaN(x) || x === Infinity)) fail("Domain", "logits must be finite or -Infinity");
  return { z, label, rows, n };
}
