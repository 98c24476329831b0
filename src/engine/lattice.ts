/** How fine a sketch is. Parts that are to be merged share one plan. */
export interface SketchPlan {
  /** Width of the finest cells, in logits: a power of 2. */
  readonly unit: number;
  /** Cells an octave of distance from the maximum, as a power of 2. */
  readonly bits: number;
}

/** Distances from the top, in units, reach to 2^REACH. */
const REACH = 30;

/**
 * Which cell a logit falls into. Cells are [a·2^e, (a + 1)·2^e) units for whole a, and of those over a logit the widest is its own that lies B
 * or more of its widths below the top, at level 0 if none: so each octave of distance has B cells. They nest: where the top rises, each cell
 * becomes part of exactly one cell, whatever came before. That is why sketches of parts can be merged without having known the maximum.
 */
export interface Lattice extends SketchPlan {
  /** ⌊largest logit / unit⌋. */
  readonly top: number;
  /** top modulo 2^REACH. */
  readonly low: number;
  /** Cells from here on are beyond reach. */
  readonly slots: number;
}

export function latticeOf({ unit, bits }: SketchPlan, largest: number): Lattice {
  const top = Math.floor(largest / unit);
  return { unit, bits, top, low: top - Math.floor(top / 2 ** REACH) * 2 ** REACH, slots: slotsOf(bits) };
}

export function slotsOf(bits: number): number {
  return (REACH - bits + 1) << bits;
}

/** The slot of what lies t units below the top, 0 ≤ t < 1.5·2^REACH: level·B + its distance in cells. Rises with the distance. */
export function slotOf(t: number, low: number, bits: number): number {
  const level = 31 - Math.clz32(t | (1 << bits)) - bits;
  const wider = cellsBelow(t, low, level + 1);
  return wider >> bits > 0 ? ((level + 1) << bits) + wider : (level << bits) + cellsBelow(t, low, level);
}

/** ⌊top / 2^level⌋ − ⌊(top − t) / 2^level⌋. */
function cellsBelow(t: number, low: number, level: number): number {
  return (t + (~low & ((1 << level) - 1))) >> level;
}

/** Of `slot`: its level. */
export function levelOf(slot: number, bits: number): number {
  return Math.max(0, (slot >> bits) - 1);
}

/** Distance in units from the top to the lower edge of a cell. */
export function depthOf(slot: number, { bits, low }: Lattice): number {
  const level = levelOf(slot, bits);
  const width = 2 ** level;
  return (slot - (level << bits)) * width + (low % width);
}
