import type { Steps } from "../../model/index.ts";

/** What a function or operator of mathjs does with tensors. */
export interface Form {
  /** Also applies to mathjs's matrices and arrays, where mathjs itself refuses them. */
  readonly matrices?: boolean;
  /** Arguments that may be given by keyword. */
  readonly keywords?: readonly string[];
  /** undefined: not for these arguments; mathjs is asked, with the tensors as matrices. */
  run(values: readonly unknown[], keywords: ReadonlyMap<string, unknown>): Steps<unknown> | undefined;
}
