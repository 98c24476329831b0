/** A field of a Thrift structure, by its number. */
export type Fields = Readonly<Record<number, Thrift>>;
/** A whole number (`wide` where the format wants 64 bits), text, list or structure. */
export type Thrift = number | { readonly wide: number } | string | readonly Thrift[] | { readonly fields: Fields };

const [I32, I64, BINARY, LIST, STRUCT] = [5, 6, 8, 9, 12];

/** A structure in Thrift's compact protocol, as .parquet files hold them. */
export function thrift(fields: Fields): number[] {
  let last = 0;
  const out: number[] = [];
  for (const [key, value] of Object.entries(fields)) {
    out.push(((Number(key) - last) << 4) | kindOf(value), ...bytesOf(value));
    last = Number(key);
  }
  return [...out, 0];
}

function kindOf(value: Thrift): number {
  if (typeof value === "number") return I32;
  if (typeof value === "string") return BINARY;
  if ("wide" in value) return I64;
  return "fields" in value ? STRUCT : LIST;
}

function bytesOf(value: Thrift): number[] {
  if (typeof value === "number") return varint(2 * value);
  if (typeof value === "string") return [...varint(value.length), ...Buffer.from(value)];
  if ("wide" in value) return varint(2 * value.wide);
  if ("fields" in value) return thrift(value.fields);
  const [first] = value;
  return [(value.length << 4) | (first === undefined ? I32 : kindOf(first)), ...value.flatMap(bytesOf)];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
