/** The text of a file, its byte order mark kept. Throws with the line where it is not UTF-8, since saving would destroy it. */
export function decodeText(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Error(`Line ${brokenLine(bytes, (line) => decoder.decode(line))}: this is not UTF-8 text`);
  }
}

function brokenLine(bytes: Uint8Array, decode: (line: Uint8Array) => string): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found + 1;
    try {
      decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return line;
}
