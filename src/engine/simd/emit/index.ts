export { matmulModule } from "./matmul.ts";
export { rowsModule } from "./rows.ts";
export { sketchModule } from "./sketch.ts";
export { tallyModule } from "./tally.ts";

import { F64, type Func, moduleOver, V128 } from "./binary.ts";
import { Body } from "./body.ts";
import { above, gather, logProbabilities, peak, probabilities, rescale, scale, shift } from "./kernels.ts";
import { lanesOf } from "./lanes.ts";

/** The module of all kernels: for relaxed SIMD (`fused`) or standard SIMD. */
export function kernelModule(fused: boolean): Uint8Array {
  const funcs = ([4, 8] as const).flatMap((bytes) => {
    const lanes = lanesOf(bytes, fused);
    return [
      peak(lanes),
      above(lanes),
      shift(lanes),
      gather(lanes, { name: "sum" }),
      gather(lanes, { name: "fold", moment: true }),
      gather(lanes, { name: "keep", keep: true }),
      gather(lanes, { name: "apart", moment: true, apart: true }),
      probabilities(lanes),
      rescale(lanes),
      scale(lanes),
      logProbabilities(lanes),
    ];
  });
  return moduleOver([...funcs, ...(fused ? [fusedProbe()] : [])]);
}

/** madd(a, b, c) → a·b + c, to ask whether this machine rounds once. */
function fusedProbe(): Func {
  const body = new Body();
  const [a, b, c] = [0, 1, 2].map(() => body.param(F64));
  const lanes = lanesOf(8, true);
  const splat = (scalar = a ?? []) => body.let(V128, lanes.splat(scalar));
  return body.func("madd", { type: F64, value: lanes.first(lanes.madd(splat(a), splat(b), splat(c))) });
}
