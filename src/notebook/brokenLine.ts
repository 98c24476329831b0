/** The first line, from 1, whose bytes (its line feed included) are not text; the line after the last where all are. */
export function brokenLine(bytes: Uint8Array, isText: (line: Uint8Array) => boolean): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found + 1;
    if (!isText(bytes.subarray(start, end))) return line;
    start = end;
  }
  return line;
}
