import type { Steps } from "../../model/index.ts";
import type { Given } from "./arguments.ts";

/** The result of a call of the vocabulary as a variable, or as an object that holds some. */
export type Rules = Readonly<Record<string, (given: Given) => Steps<unknown>>>;
