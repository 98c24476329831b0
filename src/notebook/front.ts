import { BrokenFile } from "./text.ts";

/** The only format version there is. */
export const FORMAT_VERSION = 1;

/**
 * A notebook's front matter. `raw` is what stands between the two `---` lines, lines parted by "\n"; it is written back
 * as it is, so that comments and keys that we don't know survive. The other fields are read from it: see `readFront`.
 */
export interface Front {
  readonly raw: string;
  readonly version: number;
  /** Absent: the host's default, 0. */
  readonly seed?: number | undefined;
  readonly mode: "auto" | "lazy";
}

/** What stands in a new notebook: `softmaxnb: 1` and, where given, the seed. */
export function newFront(seed?: number): Front {
  const raw = `softmaxnb: ${FORMAT_VERSION}${seed === undefined ? "" : `\nseed: ${seed}`}`;
  return readFront(raw);
}

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Reads front matter: a subset of YAML. A line is blank, a comment, `key: value` at the margin, or belongs to the key above it
 * (indented, or a list item). Known keys: `softmaxnb` (the version; 1 where missing), `seed` (an integer), `mode` (auto or lazy).
 * Throws BrokenFile with a line of the file; `firstLine` is the file's line of the first line of `raw`.
 */
export function readFront(raw: string, firstLine = 2): Front {
  const entries = entriesOf(raw, firstLine);
  const version = readVersion(entries.get("softmaxnb"));
  const seed = readSeed(entries.get("seed"));
  return { raw, version, mode: readMode(entries.get("mode")), ...(seed === undefined ? {} : { seed }) };
}

/** The front matter as it is written: with its version, which a file may lack. */
export function writeFront(front: Front): readonly string[] {
  const lines = front.raw === "" ? [] : front.raw.split("\n");
  const versioned = lines.some((line) => entryOf(line, 0)?.key === "softmaxnb");
  return versioned ? lines : [`softmaxnb: ${FORMAT_VERSION}`, ...lines];
}

/** Sets a known key in place, keeping the rest of its line's comment, or adds it at the end. */
export function withFront(front: Front, key: "seed" | "mode", value: number | string): Front {
  const lines = [...writeFront(front)];
  const at = lines.findIndex((line) => entryOf(line, 0)?.key === key);
  if (at < 0) lines.push(`${key}: ${value}`);
  else lines[at] = `${key}: ${value}${/\s#.*$/s.exec(lines[at] ?? "")?.[0] ?? ""}`;
  return readFront(lines.join("\n"));
}

/**
 * Sets the mode as `withFront` does. A plain line of the default at the end, where that puts one, is taken away: going to another mode
 * and back leaves no trace.
 */
export function withMode(front: Front, mode: Front["mode"]): Front {
  const next = withFront(front, "mode", mode);
  const lines = writeFront(next);
  return lines.at(-1) === "mode: auto" ? readFront(lines.slice(0, -1).join("\n")) : next;
}

function entriesOf(raw: string, firstLine: number): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const lines = raw === "" ? [] : raw.split("\n");
  lines.forEach((text, index) => {
    const line = firstLine + index;
    if (/^(?:[ \t\r]|#|- |-$|$)/.test(text)) return;
    const entry = entryOf(text, line);
    if (!entry) throw new BrokenFile(line, `This line of the front matter is not "key: value": ${excerpt(text)}`);
    if (entries.has(entry.key)) throw new BrokenFile(line, `The front matter gives "${entry.key}" twice`);
    entries.set(entry.key, entry);
  });
  return entries;
}

function entryOf(text: string, line: number): Entry | null {
  const match = /^(?![ \t\r#])([^:]*(?::[^\s:][^:]*)*?)[ \t]*:(?:[ \t\r]+(.*?))?[ \t\r]*$/s.exec(text);
  if (!match?.[1]) return null;
  return { key: unquote(match[1]), value: unquote(withoutComment(match[2] ?? "")), line };
}

function withoutComment(value: string): string {
  if (/^["']/.test(value)) return /^("[^"]*"|'[^']*')/.exec(value)?.[0] ?? value;
  return value.replace(/(?:^|\s+)#.*$/s, "");
}

function unquote(value: string): string {
  return /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

function readVersion(entry: Entry | undefined): number {
  if (!entry) return FORMAT_VERSION;
  if (entry.value === String(FORMAT_VERSION)) return FORMAT_VERSION;
  if (!/^\d+$/.test(entry.value)) throw new BrokenFile(entry.line, `The format version must be a number, not ${excerpt(entry.value)}`);
  throw new BrokenFile(entry.line, `Format version ${entry.value} is not known here: this release reads version ${FORMAT_VERSION}`);
}

function readSeed(entry: Entry | undefined): number | undefined {
  if (!entry || entry.value === "") return undefined;
  const seed = /^[+-]?\d+$/.test(entry.value) ? Number(entry.value) : Number.NaN;
  if (Number.isSafeInteger(seed)) return seed + 0; // -0 is 0
  throw new BrokenFile(entry.line, `The seed must be an integer, not ${excerpt(entry.value)}`);
}

function readMode(entry: Entry | undefined): "auto" | "lazy" {
  if (!entry || entry.value === "" || entry.value === "auto") return "auto";
  if (entry.value === "lazy") return "lazy";
  throw new BrokenFile(entry.line, `The mode must be auto or lazy, not ${excerpt(entry.value)}`);
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
