import { boolean, dense, dims, integer, nullable, operand, temperature, tensor } from "../kinds.ts";
import { optional, required } from "./entry.ts";

/** Parameters that several families share: one name means one thing. */
export const z = required(tensor, "logits");
export const a = required(tensor, "exponents");
export const x = required(tensor);
export const tau = optional(temperature, 1, "temperature, from 0 to Infinity");
/** Of a map: along it, the result is a distribution. */
export const dim = optional(integer, -1, "axis along which the probabilities sum to 1");
/** Of a reduction. */
export const reduced = optional(dims, -1, "axis or axes; null means all");
export const mask = optional(nullable(dense), null, "true = takes part");
export const keepdims = optional(boolean, false, "keeps the reduced axes, with extent 1");
export const seed = optional(nullable(integer), null, "replaces the notebook's seed and the cell's own stream");
/** Of elementwise functions, which broadcast. */
export const one = required(operand);
