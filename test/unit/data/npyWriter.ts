/** Element types that the reader knows, as NumPy names them without the byte order. */
export const CODES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"] as const;
export type Code = (typeof CODES)[number];

export interface Layout {
  readonly code: Code;
  readonly order: "<" | ">";
  readonly fortran: boolean;
  readonly version: 1 | 2 | 3;
  readonly shape: readonly number[];
}

/** A .npy file of `values`, given in C order; f2 takes its values as 16-bit patterns, i8 and u8 as whole numbers below 2^53. */
export function npyBytes(layout: Layout, values: readonly number[]): Uint8Array {
  const { code, order, fortran, version, shape } = layout;
  const mark = code.endsWith("1") ? "|" : order;
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${mark}${code}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${dims}), }\n`;
  const start = version === 1 ? 10 : 12;
  const size = Number(code[1]);
  const bytes = new Uint8Array(start + text.length + size * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), start);
  const data = new DataView(bytes.buffer, start + text.length);
  const places = fortran ? fortranPlaces(shape) : values.map((_, i) => i);
  values.forEach((value, i) => {
    put(data, code, (places[i] as number) * size, value, order === "<");
  });
  return bytes;
}

/** For each element in C order, where it lies in Fortran order. */
function fortranPlaces(shape: readonly number[]): number[] {
  let places = [0];
  let stride = 1;
  const strides = shape.map((dim) => {
    const own = stride;
    stride *= dim;
    return own;
  });
  shape.forEach((dim, axis) => {
    places = places.flatMap((place) => Array.from({ length: dim }, (_, i) => place + i * (strides[axis] as number)));
  });
  return places;
}

function put(view: DataView, code: Code, at: number, value: number, little: boolean): void {
  if (code === "f2" || code === "u2") view.setUint16(at, value, little);
  else if (code === "f4") view.setFloat32(at, value, little);
  else if (code === "f8") view.setFloat64(at, value, little);
  else if (code === "i2") view.setInt16(at, value, little);
  else if (code === "i4") view.setInt32(at, value, little);
  else if (code === "u4") view.setUint32(at, value, little);
  else if (code === "i8" || code === "u8") view.setBigInt64(at, BigInt(value), little);
  else view.setUint8(at, value);
}
