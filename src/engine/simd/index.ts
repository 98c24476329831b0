import type { FloatArray } from "../../model/index.ts";
import { type Arena, arenaOf, type Site, siteIn } from "../arena.ts";
import type { Kernels } from "../kernels.ts";
import { type Exports, relaxed, standard } from "./instance.ts";
import { kernelsOf } from "./kernels.ts";
import { ownSite, type Units, unitsOf } from "./unit.ts";

/** Kernels in relaxed SIMD, where the host has it and fuses multiplication and addition; else null. */
export function relaxedKernels(reference: Kernels): Kernels | null {
  return kernelsIn("relaxed", relaxed, true, reference);
}

/** Kernels in standard SIMD, where the host has it; else null. */
export function standardKernels(reference: Kernels): Kernels | null {
  return kernelsIn("simd", standard, false, reference);
}

function kernelsIn(name: string, exportsOf: (site: Site) => Exports | null, fused: boolean, reference: Kernels): Kernels | null {
  const site = ownSite();
  const exports = site && exportsOf(site);
  if (!exports) return null;
  const inArena = (arena: Arena): Units | null => {
    const there = siteIn(arena);
    const instance = there && exportsOf(there);
    return instance && unitsOf(instance, there, fused, false);
  };
  return kernelsOf(name, { own: unitsOf(exports, site, fused, true), at: unitsAt(inArena) }, reference);
}

/** The instance that works where an array lies, made when it is first asked for; null for arrays in no arena. */
function unitsAt(make: (arena: Arena) => Units | null): (data: FloatArray) => Units | null {
  const made = new WeakMap<Arena, Units | null>();
  return (data) => {
    const arena = arenaOf(data);
    if (!arena) return null;
    const known = made.get(arena);
    if (known !== undefined) return known;
    const units = make(arena);
    made.set(arena, units);
    return units;
  };
}

let best: Kernels | undefined;

/** The fastest that this thread's host runs, probed at the first call; `reference` where it runs none. */
export function fastestKernels(reference: Kernels): Kernels {
  best ??= relaxedKernels(reference) ?? standardKernels(reference) ?? reference;
  return best;
}
