import type { ByteSource, ChunkSource, FloatArray, Steps, StoredElements } from "../model/index.ts";
import { fail, wait } from "../model/index.ts";
import { malformed } from "./malformed.ts";
import type { Element } from "./npyElement.ts";
import { PIECE_BYTES } from "./readBytes.ts";

/** Elements between two yields. */
const BLOCK = 65_536;
/** Pieces held at once: some readers go through several rows side by side. */
const HELD = 4;

interface Piece {
  readonly promise: Promise<Uint8Array>;
  bytes?: Uint8Array;
}

/** Where the elements lie, and what is made of them. */
export interface ElementRange {
  readonly source: ByteSource;
  readonly path: string;
  readonly element: Element;
  readonly offset: number;
  readonly count: number;
  /** Casts each element. */
  readonly round?: ((x: number) => number) | undefined;
  /** An integer that float64 can't hold exactly is a failure. */
  readonly strict: boolean;
}

/** The elements as they lie there, where nothing needs to be made of them. */
function storedOf({ source, element, offset, round }: ElementRange): StoredElements | undefined {
  const { dtype, native } = element;
  if (!source.blocking || !native || round || (dtype !== "float32" && dtype !== "float64")) return undefined;
  return { bytes: source.blocking, offset, dtype };
}

/**
 * The elements of a file, read in pieces of about 1 MB on a fixed grid: a run in order reads every byte once, one piece
 * ahead of itself; a read anywhere is right too, at the cost of a piece.
 */
export class NpySource implements ChunkSource {
  private readonly range: ElementRange;
  private readonly perPiece: number;
  private readonly pieces = new Map<number, Piece>();
  private last = -1;

  readonly stored: StoredElements | undefined;

  constructor(range: ElementRange) {
    this.range = range;
    this.stored = storedOf(range);
    this.perPiece = PIECE_BYTES / range.element.bytes;
  }

  *read(start: number, end: number, out: FloatArray): Steps<void> {
    for (let at = start; at < end; ) {
      const index = Math.floor(at / this.perPiece);
      const bytes = yield* this.piece(index);
      const stop = Math.min(end, (index + 1) * this.perPiece, at + BLOCK);
      this.decode(bytes, at - index * this.perPiece, at, stop, out, at - start);
      at = stop;
      if (at < end) yield { kind: "progress", done: at, total: this.range.count };
    }
  }

  private *piece(index: number): Steps<Uint8Array> {
    const piece = this.request(index);
    if (index === this.last + 1 && (index + 1) * this.perPiece < this.range.count) this.request(index + 1);
    this.last = index;
    // A piece that is here already costs no turn of the event loop.
    return piece.bytes ?? (yield* wait(piece.promise));
  }

  private request(index: number): Piece {
    const held = this.pieces.get(index);
    if (held) return held;
    const promise = this.fetch(index);
    const piece: Piece = { promise };
    promise.then(
      (bytes) => {
        piece.bytes = bytes;
      },
      // Whoever waits hears of it; the next reader may try again.
      () => this.pieces.delete(index),
    );
    this.pieces.set(index, piece);
    for (const oldest of this.pieces.keys()) {
      if (this.pieces.size <= HELD) break;
      this.pieces.delete(oldest);
    }
    return piece;
  }

  private async fetch(index: number): Promise<Uint8Array> {
    const { source, path, element, offset, count } = this.range;
    const first = index * this.perPiece;
    const length = Math.min(this.perPiece, count - first) * element.bytes;
    const bytes = await source.read(offset + first * element.bytes, length);
    if (bytes.length < length)
      malformed(path, `the file is cut short: it ends within element ${first + Math.floor(bytes.length / element.bytes)}`);
    return bytes;
  }

  private decode(bytes: Uint8Array, skip: number, first: number, end: number, out: FloatArray, at: number): void {
    const { element, path, round, strict } = this.range;
    const count = end - first;
    const taken = bytes.subarray(skip * element.bytes, (skip + count) * element.bytes);
    if (!round) {
      const inexact = element.decode(taken, count, out, at);
      if (strict && inexact >= 0)
        fail("Format", `${path}: element ${first + inexact} is an integer that float64 cannot hold exactly; dtype = "float64" rounds it`);
      return;
    }
    // Through float64, since rounding twice is not rounding once.
    const exact = new Float64Array(count);
    element.decode(taken, count, exact, 0);
    for (let i = 0; i < count; i++) out[at + i] = round(exact[i] as number);
  }
}
