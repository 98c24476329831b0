import type { Dtype, Tensor } from "../model/index.ts";
import { halfBits } from "./round.ts";

/** NumPy has no bfloat16: its values are written as float32, which holds them exactly. */
const DESCR: Readonly<Record<Dtype, string>> = {
  float16: "<f2",
  bfloat16: "<f4",
  float32: "<f4",
  float64: "<f8",
  int32: "<i4",
  bool: "|b1",
};

/** The tensor as the bytes of a .npy file: version 1, little endian, C order, the same bytes as NumPy's own. */
export function writeNpy(tensor: Tensor): Uint8Array {
  const descr = DESCR[tensor.dtype];
  const head = header(descr, tensor.shape);
  const size = Number(descr.at(-1));
  const bytes = new Uint8Array(head.length + size * tensor.data.length);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  const put = writer(view, descr);
  for (let i = 0; i < tensor.data.length; i++) put(i * size, tensor.data[i] as number);
  return bytes;
}

function header(descr: string, shape: readonly number[]): Uint8Array {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dims}), }`;
  // NumPy leaves room for a first axis that grows, then pads so that the data is aligned.
  const room = shape.length > 0 ? 21 - String(shape[0]).length : 0;
  const length = Math.ceil((10 + text.length + room + 1) / 64) * 64;
  const line = `${text.padEnd(length - 11)}\n`;
  const bytes = new Uint8Array(length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 0xff, (length - 10) >> 8]);
  for (let i = 0; i < line.length; i++) bytes[10 + i] = line.charCodeAt(i);
  return bytes;
}

function writer(view: DataView, descr: string): (at: number, value: number) => void {
  if (descr === "<f2") return (at, value) => view.setUint16(at, halfBits(value), true);
  if (descr === "<f4") return (at, value) => view.setFloat32(at, value, true);
  if (descr === "<f8") return (at, value) => view.setFloat64(at, value, true);
  if (descr === "<i4") return (at, value) => view.setInt32(at, value, true);
  return (at, value) => view.setUint8(at, value);
}
