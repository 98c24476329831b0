import { RELAXED, STANDARD } from "./modules.ts";

/** The functions that the modules export, each for float32 (4) and float64 (8); `end` is in bytes. src/engine/simd/emit says what they do. */
export interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
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
  readonly keep4: Gather;
  readonly keep8: Gather;
  readonly apart4: Gather;
  readonly apart8: Gather;
  readonly probabilities4: Share;
  readonly probabilities8: Share;
  readonly rescale4: Rescale;
  readonly rescale8: Rescale;
  readonly logProbabilities4: Logs;
  readonly logProbabilities8: Logs;
}

type RowScalars = [m: number, lowest: number, high: number, low: number, turns: number, magic: number];
export type Peak = (end: number) => number;
export type Above = (end: number, bound: number) => number;
export type Shift = (end: number, by: number) => void;
export type Gather = (end: number, ...row: RowScalars) => void;
export type Share = (end: number, high: number, low: number, top: number, ...row: RowScalars) => void;
export type Rescale = (end: number, scale: number, high: number, low: number, top: number, ...row: RowScalars) => void;
export type Logs = (end: number, m: number, tau: number, logl: number) => void;

interface RelaxedExports extends Exports {
  madd(a: number, b: number, c: number): number;
}

/** The library of the language does not declare it, because a host need not have it. */
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: unknown };
      validate(bytes: Uint8Array): boolean;
    }
  | undefined;

/** Relaxed SIMD; null where the host lacks it or does not fuse. */
export function relaxed(): Exports | null {
  // SAFETY: the module was emitted with exactly these exports.
  const exports = instantiate(RELAXED) as RelaxedExports | null;
  // 1 + 2⁻⁵² of (1 + 2⁻²⁷)² is what a product rounded by itself loses.
  const x = 1 + 2 ** -27;
  return exports?.madd(x, x, -(1 + 2 ** -26)) === 2 ** -54 ? exports : null;
}

/** Standard SIMD; null where the host lacks it. */
export function standard(): Exports | null {
  // SAFETY: the module was emitted with exactly these exports.
  return instantiate(STANDARD) as Exports | null;
}

/** What a module exports; null where the host lacks what it needs, or may not compile. */
export function instantiate(base64: string): unknown {
  if (typeof WebAssembly === "undefined") return null;
  const bytes = decoded(base64);
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports : null;
  } catch {
    // A page's security policy may forbid compiling.
    return null;
  }
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
