import { closeSync, openSync, writeSync } from "node:fs";

/** Elements that are written at a time. */
const PIECE = 1_000_000;

/** Writes `count` float32 logits in [−8, 8) as a .npy file without holes, by a linear congruence of a fixed seed. */
export function writeBigFile(path, count) {
  const file = openSync(path, "w");
  writeSync(file, headerOf(count));
  const piece = new Float32Array(PIECE);
  for (let at = 0, state = 1; at < count; at += PIECE) {
    for (let i = 0; i < PIECE; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      piece[i] = state * 2 ** -28;
    }
    writeSync(file, Buffer.from(piece.buffer, 0, 4 * Math.min(PIECE, count - at)));
  }
  closeSync(file);
}

function headerOf(count) {
  const header = Buffer.from(`{'descr': '<f4', 'fortran_order': False, 'shape': (${count},), }`.padEnd(117).concat("\n"));
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), Buffer.from([header.length & 255, header.length >> 8]), header]);
}
