import type { Kernels } from "./kernels.ts";

/** Kernels that fold and then compute each probability anew: they keep no exponentials. */
export function recomputing(
  name: string,
  { fold, probabilities, logProbabilities }: Pick<Kernels, "fold" | "probabilities" | "logProbabilities">,
): Kernels {
  return {
    name,
    above(data, start, end, bound) {
      let i = start;
      while (i < end && (data[i] as number) <= bound) i++;
      return i;
    },
    fold,
    sum: fold,
    keep: fold,
    share: () => false,
    softmax(data, start, end, tau, part, out, at) {
      fold(data, start, end, tau, part);
      probabilities(data, start, end, tau, part[0] as number, (part[1] as number) + (part[2] as number), out, at);
    },
    probabilities,
    logProbabilities,
  };
}
