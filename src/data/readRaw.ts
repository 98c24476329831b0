import type { AnyTensor, ByteSource, Dtype, Steps } from "../model/index.ts";
import { bfloat16Element } from "./bfloat16Element.ts";
import { malformed } from "./malformed.ts";
import { type Element, elementOf } from "./npyElement.ts";
import { readElements } from "./readElements.ts";

const DESCR: Readonly<Record<Exclude<Dtype, "bfloat16">, string>> = {
  float16: "<f2",
  float32: "<f4",
  float64: "<f8",
  int32: "<i4",
  bool: "|b1",
};

/** A file of nothing but elements, little endian, as `numpy.ndarray.tofile` writes it: a row of them. `dtype` says which; reshape says how they lie. */
export function* readRaw(source: ByteSource, path: string, dtype: Dtype | undefined): Steps<AnyTensor> {
  if (!dtype) return malformed(path, 'raw bytes do not say what they are: give dtype = "float32" or the like');
  const element = elementNamed(dtype);
  if (source.size % element.bytes !== 0)
    malformed(path, `${source.size} bytes are no whole number of ${dtype} elements of ${element.bytes} bytes`);
  return yield* readElements({ source, path, element, offset: 0, shape: [source.size / element.bytes], dtype });
}

function elementNamed(dtype: Dtype): Element {
  if (dtype === "bfloat16") return bfloat16Element;
  const element = elementOf(DESCR[dtype]);
  if (!element) throw new Error(`no element for ${dtype}`);
  return element;
}
