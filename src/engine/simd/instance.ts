import type { Memory, Site } from "../arena.ts";
import { RELAXED, STANDARD } from "./modules.ts";

/** The functions that the modules export, each for float32 (4) and float64 (8); src/engine/simd/emit says what they do. */
export interface Exports {
  readonly peak4: Peak;
  readonly peak8: Peak;
  readonly above4: Above;
  readonly above8: Above;
  readonly shift4: Shift;
  readonly shift8: Shift;
  readonly sum4: Gather;
  readonly sum8: Gather;
  readonly fold4: Gather;
  readonly fold8: Gather;
  readonly keep4: Keep;
  readonly keep8: Keep;
  readonly apart4: Gather;
  readonly apart8: Gather;
  readonly probabilities4: Share;
  readonly probabilities8: Share;
  readonly rescale4: Rescale;
  readonly rescale8: Rescale;
  readonly scale4: Multiply;
  readonly scale8: Multiply;
  readonly logProbabilities4: Logs;
  readonly logProbabilities8: Logs;
}

/** Where a kernel reads, in bytes: from `from` to `end`, one round at least, and then, unless that is 0, the round at `tail`. */
type Span = [from: number, end: number, tail: number];
/** The same, and how many bytes behind it the results lie; those of the tail lie in its place. */
type Route = [...Span, distance: number];
type RowScalars = [m: number, lowest: number, high: number, low: number, turns: number, magic: number];
export type Peak = (...span: Span) => number;
export type Above = (...args: [...Span, bound: number]) => number;
export type Shift = (...args: [...Route, by: number]) => void;
export type Gather = (...args: [...Span, ...RowScalars]) => void;
export type Keep = (...args: [...Route, ...RowScalars]) => void;
export type Share = (...args: [...Route, high: number, low: number, top: number, ...RowScalars]) => void;
export type Rescale = (...args: [...Route, high: number, low: number, top: number, rise: number, ...RowScalars]) => void;
export type Multiply = (...args: [...Route, high: number, low: number]) => void;
export type Logs = (...args: [...Route, m: number, tau: number, logl: number]) => void;

interface RelaxedExports extends Exports {
  madd(a: number, b: number, c: number): number;
}

interface MemoryLimits {
  readonly initial: number;
  readonly maximum: number;
  readonly shared?: boolean;
}

/** The library of the language does not declare it, because a host need not have it. */
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object, imports?: object) => { readonly exports: unknown };
      readonly Memory: new (limits: MemoryLimits) => Memory;
      validate(bytes: Uint8Array): boolean;
    }
  | undefined;

/** Throws RangeError where the host has no room, and TypeError where it has no such memory. */
export function memoryOf(limits: MemoryLimits): Memory {
  if (typeof WebAssembly === "undefined") throw new TypeError("no WebAssembly");
  return new WebAssembly.Memory(limits);
}

/** Relaxed SIMD; null where the host lacks it or does not fuse. */
export function relaxed(site: Site): Exports | null {
  // SAFETY: the module was emitted with exactly these exports.
  const exports = instantiateOver(RELAXED, site) as RelaxedExports | null;
  // 1 + 2⁻⁵² of (1 + 2⁻²⁷)² is what a product rounded by itself loses.
  const x = 1 + 2 ** -27;
  return exports?.madd(x, x, -(1 + 2 ** -26)) === 2 ** -54 ? exports : null;
}

/** Standard SIMD; null where the host lacks it. */
export function standard(site: Site): Exports | null {
  // SAFETY: the module was emitted with exactly these exports.
  return instantiateOver(STANDARD, site) as Exports | null;
}

/** What a module exports; null where the host lacks what it needs, or may not compile. */
export function instantiate(base64: string, imports?: object): unknown {
  return instanceOf(decoded(base64), imports);
}

/** What a module over a memory of others exports; null as above. */
export function instantiateOver(base64: string, { memory, scratch }: Site): unknown {
  const bytes = decoded(base64);
  if (!(memory.buffer instanceof ArrayBuffer)) share(bytes);
  return instanceOf(bytes, { host: { memory, scratch } });
}

function instanceOf(bytes: Uint8Array, imports?: object): unknown {
  if (typeof WebAssembly === "undefined") return null;
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports : null;
  } catch {
    // A page's security policy may forbid compiling.
    return null;
  }
}

/** How the modules import their memory: its name, that it is one, and that it has a maximum. The flag of shared memory is a bit of the last byte. */
const IMPORT = [...Array.from("memory", (letter) => letter.charCodeAt(0)), 2, 1];

/** The module, made of the one over a memory of its instance's alone, over shared memory. */
function share(bytes: Uint8Array): void {
  const at = bytes.findIndex((_, i) => IMPORT.every((byte, j) => bytes[i + j] === byte));
  bytes[at + IMPORT.length - 1] = 3;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function decoded(base64: string): Uint8Array {
  const digits = base64.replace(/=+$/, "");
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  for (let i = 0, at = 0; i < digits.length; i++) {
    bits = (bits << 6) | DIGITS.indexOf(digits.charAt(i));
    if (i % 4 > 0) bytes[at++] = bits >> (6 - 2 * (i % 4));
  }
  return bytes;
}
