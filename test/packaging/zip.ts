/** One file in a zip archive, from its central directory. Bytes, packed and unpacked. */
export interface Entry {
  readonly name: string;
  readonly packed: number;
  readonly size: number;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** The files of a zip archive (APPNOTE.TXT 4.3.12 and 4.3.16). Throws where the bytes are none. */
export function entriesOf(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || bytes.readUInt32LE(end) !== END) throw new Error("no end of central directory");
  const count = bytes.readUInt16LE(end + 10);
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error(`no entry at ${at}`);
    const [name, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    entries.push({
      name: bytes.toString("utf8", at + 46, at + 46 + name),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
    });
    at += 46 + name + extra + comment;
  }
  return entries.filter((entry) => !entry.name.endsWith("/"));
}
