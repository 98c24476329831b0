/** Temperatures of the sweep. */
export const TAUS = Array.from({ length: 64 }, (_, i) => 10 ** (-1 + (2 * i) / 63));

/** Ours of each workload as work in steps, with the options that a kind of output asks for. */
export const ours = {
  softmax: ({ softmaxTensor }, z, options) => softmaxTensor(z, options),
  log_softmax: ({ logSoftmax }, z) => logSoftmax(z),
  logsumexp: ({ logsumexp }, z) => logsumexp(z),
  *entropy({ softmax, entropy }, z) {
    return yield* entropy(yield* softmax(z));
  },
  topk: ({ topk }, z) => topk(z, 50, -1),
  /** Entropy and maximum at every temperature, from the sketch; the others compute each from all logits. */
  *sweep({ temperatures }, z) {
    const asked = yield* temperatures(z, TAUS[0]);
    return TAUS.map((tau) => asked.at(tau));
  },
  attention: ({ attention }, [q, k, v]) => attention(q, k, v),
};

/**
 * What is measured. `limit`: the bandwidth that bounds it, "copy" or "read". `quick`: also in --quick. `loop`: false where the plain loop
 * would take most of the time.
 */
export const workloads = [
  { name: "softmax", dtype: "float32", shape: [1000], limit: "copy", quick: true, loop: true },
  { name: "softmax", dtype: "float32", shape: [1_000_000], limit: "copy", quick: true, loop: true },
  { name: "softmax", dtype: "float32", shape: [10_000_000], limit: "copy", quick: true, loop: true },
  { name: "softmax", dtype: "float32", shape: [1024, 32_000], limit: "copy", quick: true, loop: false },
  { name: "softmax", dtype: "float32", shape: [256, 151_936], limit: "copy", quick: false, loop: false },
  { name: "softmax", dtype: "float32", shape: [100_000, 10], limit: "copy", quick: false, loop: true },
  { name: "softmax", dtype: "float64", shape: [1_000_000], limit: "copy", quick: false, loop: true },
  { name: "log_softmax", dtype: "float32", shape: [10_000_000], limit: "copy", quick: false, loop: false },
  { name: "logsumexp", dtype: "float32", shape: [10_000_000], limit: "read", quick: true, loop: true },
  { name: "entropy", dtype: "float32", shape: [10_000_000], limit: "read", quick: true, loop: true },
  { name: "topk", dtype: "float32", shape: [10_000_000], limit: "read", quick: true, loop: true },
  { name: "sweep", dtype: "float32", shape: [151_936], limit: "read", quick: true, loop: true },
  { name: "frame", dtype: "float32", shape: [151_936], limit: "read", quick: true, loop: false },
  { name: "frame", dtype: "float64", shape: [151_936], limit: "read", quick: false, loop: false },
  { name: "attention", dtype: "float32", shape: [2048, 64], limit: "read", quick: false, loop: false },
  { name: "stream", dtype: "float32", shape: [1_000_000_000], limit: "read", quick: false, loop: false },
];
