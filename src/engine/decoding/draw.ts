/** The index at which the running sum of the weights first exceeds u·total; never one of weight 0. 0 ≤ u < 1, total > 0. */
export function drawFrom(weights: Float64Array, u: number): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  const aim = u * total;
  let sum = 0;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    sum += weight;
    last = i;
    if (sum > aim) return i;
  }
  return last;
}
