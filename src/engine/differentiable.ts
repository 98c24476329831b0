/** What autodiff takes from the other families: a family imports none of them itself. */
export { type AttentionOptions, attention } from "./attention/attention.ts";
export { type Heads, headsOf } from "./attention/heads.ts";
export { smoothTau, softmaxProduct } from "./derivatives/products.ts";
export type { CrossEntropyOptions, Reduction } from "./information/losses.ts";
export { entmax } from "./maps/entmax.ts";
export { logcumsumexp } from "./maps/logcumsumexp.ts";
