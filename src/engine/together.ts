/** What other folders need of src/engine/parallel to divide their work. */
export { PART } from "./parallel/foldJob.ts";
export { inParallel, type Runner } from "./parallel/run.ts";
