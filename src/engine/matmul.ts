/** Products of matrices, for other folders. */
export { STEP, type Workshop, workshop } from "./simd/matmul.ts";
