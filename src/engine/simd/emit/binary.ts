/** Bytes of a module, or of an expression within a function. Expressions are in postfix order, so they compose by concatenation. */
export type Code = readonly number[];

/** Value types of WebAssembly by their byte in the binary format. */
export const I32 = 0x7f;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;
export type ValueType = typeof I32 | typeof F32 | typeof F64 | typeof V128;

export interface Func {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly code: Code;
}

/** LEB128, unsigned. */
export function unsigned(n: number): Code {
  return n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...unsigned(n >>> 7)];
}

/** LEB128, of a signed 32-bit integer. */
export function signed(n: number): Code {
  return n >= -0x40 && n < 0x40 ? [n & 0x7f] : [(n & 0x7f) | 0x80, ...signed(n >> 7)];
}

/** The items after their number. */
function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, items: readonly Code[]): Code {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

function nameOf(text: string): Code {
  return vector(Array.from(text, (letter) => [letter.charCodeAt(0)]));
}

function exported(name: string, kind: number, index: number): Code {
  return [...nameOf(name), kind, ...unsigned(index)];
}

function typeOf({ params, results }: Func): Code {
  return [0x60, ...vector(params.map((type) => [type])), ...vector(results.map((type) => [type]))];
}

/** Each run of locals of one type as its length and the type. */
function runsOf(locals: readonly ValueType[]): Code[] {
  const starts = locals.flatMap((type, i) => (type === locals[i - 1] ? [] : [i]));
  return starts.map((start, i) => [...unsigned((starts[i + 1] ?? locals.length) - start), locals[start] as ValueType]);
}

function bodyOf({ locals, code }: Func): Code {
  const content = [...vector(runsOf(locals)), ...code, END];
  return [...unsigned(content.length), ...content];
}

export const END = 0x0b;
const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const VERSION = [0x01, 0x00, 0x00, 0x00];
const FUNC = 0;
const MEMORY = 2;
const GLOBAL = 3;

/** A module that exports the functions by name, and as "memory" a memory of `pages` × 64 KiB that cannot grow. */
export function moduleOf(funcs: readonly Func[], pages: number): Uint8Array {
  const memory = section(5, [[1, ...unsigned(pages), ...unsigned(pages)]]);
  return moduleFrom(funcs, { memory, exports: [exported("memory", MEMORY, 0)] });
}

/** Most pages that an address of 32 bits reaches. */
const MOST_PAGES = 65_536;

/**
 * A module that exports the functions by name, over a memory that it imports as "host.memory", as it does the address "host.scratch", which
 * `SCRATCH` reads. The memory is its instance's alone; ../instance.ts makes of it the module over a shared one.
 */
export function moduleOver(funcs: readonly Func[]): Uint8Array {
  const imports = section(2, [
    [...nameOf("host"), ...nameOf("memory"), MEMORY, 1, ...unsigned(1), ...unsigned(MOST_PAGES)],
    [...nameOf("host"), ...nameOf("scratch"), GLOBAL, I32, 0],
  ]);
  return moduleFrom(funcs, { imports });
}

/** The address that an instance of `moduleOver` was given. */
export const SCRATCH: Code = [0x23, 0];

/** A module as of `moduleOf` that imports a function of one float64 as "host.exp": in code, function 0. */
export function moduleWithExp(funcs: readonly Func[], pages: number): Uint8Array {
  const imports = section(2, [[...nameOf("host"), ...nameOf("exp"), FUNC, ...unsigned(funcs.length)]]);
  const memory = section(5, [[1, ...unsigned(pages), ...unsigned(pages)]]);
  const types: Code[] = [[0x60, 1, F64, 1, F64]];
  return moduleFrom(funcs, { types, imports, memory, exports: [exported("memory", MEMORY, 0)] });
}

interface Surroundings {
  /** Of imported functions, which come before the others. */
  readonly types?: readonly Code[];
  readonly imports?: Code;
  readonly memory?: Code;
  readonly exports?: readonly Code[];
}

function moduleFrom(funcs: readonly Func[], { types = [], imports = [], memory = [], exports = [] }: Surroundings): Uint8Array {
  return Uint8Array.from([
    ...MAGIC,
    ...VERSION,
    ...section(1, [...funcs.map(typeOf), ...types]),
    ...imports,
    ...section(
      3,
      funcs.map((_, index) => unsigned(index)),
    ),
    ...memory,
    ...section(7, [...exports, ...funcs.map(({ name }, index) => exported(name, FUNC, types.length + index))]),
    ...section(10, funcs.map(bodyOf)),
  ]);
}
