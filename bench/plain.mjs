/** The loops that one writes without a library: maximum, exponentials, result. Typed arrays in and out. */

function maximum(z, start, end) {
  let m = -Infinity;
  for (let i = start; i < end; i++) if (z[i] > m) m = z[i];
  return m;
}

/** Rows of n. */
export function softmax(z, n, out) {
  for (let start = 0; start < z.length; start += n) {
    const m = maximum(z, start, start + n);
    let sum = 0;
    for (let i = start; i < start + n; i++) {
      const e = Math.exp(z[i] - m);
      out[i] = e;
      sum += e;
    }
    const scale = 1 / sum;
    for (let i = start; i < start + n; i++) out[i] *= scale;
  }
  return out;
}

export function logsumexp(z) {
  const m = maximum(z, 0, z.length);
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += Math.exp(z[i] - m);
  return m + Math.log(sum);
}

/** Entropy and the largest probability. */
export function entropy(z, tau) {
  const m = maximum(z, 0, z.length);
  let [sum, moment] = [0, 0];
  for (let i = 0; i < z.length; i++) {
    const d = (z[i] - m) / tau;
    const e = Math.exp(d);
    sum += e;
    moment += d * e;
  }
  return [Math.log(sum) - moment / sum, 1 / sum];
}

/** Indices of the k largest, by insertion into a list that stays in order. */
export function topk(z, k) {
  const best = [];
  let least = -Infinity;
  for (let i = 0; i < z.length; i++) {
    if (best.length === k && z[i] <= least) continue;
    let at = best.length;
    while (at > 0 && z[best[at - 1]] < z[i]) at--;
    best.splice(at, 0, i);
    if (best.length > k) best.pop();
    if (best.length === k) least = z[best[k - 1]];
  }
  return best;
}
