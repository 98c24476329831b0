import type { Kernels } from "../kernels.ts";
import { relaxed, standard } from "./instance.ts";
import { kernelsOf } from "./kernels.ts";

/** Kernels in relaxed SIMD, where the host has it and fuses multiplication and addition; else null. */
export function relaxedKernels(reference: Kernels): Kernels | null {
  const exports = relaxed();
  return exports && kernelsOf("relaxed", exports, true, reference);
}

/** Kernels in standard SIMD, where the host has it; else null. */
export function standardKernels(reference: Kernels): Kernels | null {
  const exports = standard();
  return exports && kernelsOf("simd", exports, false, reference);
}

let best: Kernels | undefined;

/** The fastest that this thread's host runs, probed at the first call; `reference` where it runs none. */
export function fastestKernels(reference: Kernels): Kernels {
  best ??= relaxedKernels(reference) ?? standardKernels(reference) ?? reference;
  return best;
}
