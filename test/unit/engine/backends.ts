import { setFlagsFromString } from "node:v8";
import { referenceKernels } from "../../../src/engine/index.ts";
import { relaxedKernels, standardKernels } from "../../../src/engine/simd/index.ts";

// Node 20 has it behind this flag.
setFlagsFromString("--experimental-wasm-relaxed-simd");

/** All kernels that this host runs. */
export const backends = [referenceKernels, standardKernels(referenceKernels), relaxedKernels(referenceKernels)].filter(
  (kernels) => kernels !== null,
);
