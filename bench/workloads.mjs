import * as plain from "./plain.mjs";

/** Temperatures of the sweep. */
const TAUS = Array.from({ length: 64 }, (_, i) => 10 ** (-1 + (2 * i) / 63));
const KEY = { seed: 1, stream: "bench" };

function logitsOf(engine, shape, dtype) {
  return engine.finish(engine.randn(shape, KEY, dtype));
}

/** softmax to probabilities along the last axis: ours, the loop with a new and a reused output, and a copy as the memory's limit. */
function softmax(dtype) {
  return ({ finish, ...engine }, shape) => {
    const z = logitsOf({ finish, ...engine }, shape, dtype);
    const out = z.data.slice();
    const n = shape.at(-1);
    return [
      { contender: "softmaxnb", output: "new", run: () => finish(engine.probabilities(finish(engine.softmax(z)))) },
      { contender: "js", output: "new", run: () => plain.softmax(z.data, n, new z.data.constructor(out.length)) },
      { contender: "js", output: "reused", run: () => plain.softmax(z.data, n, out) },
      { contender: "copy", output: "reused", run: () => out.set(z.data) },
    ];
  };
}

/** A number a row: ours and the loop's. */
function reduction(ours, loop) {
  return ({ finish, ...engine }, shape) => {
    const z = logitsOf({ finish, ...engine }, shape, "float32");
    return [
      { contender: "softmaxnb", output: "none", run: () => finish(ours({ finish, ...engine }, z)) },
      { contender: "js", output: "none", run: () => loop(z.data) },
    ];
  };
}

function* entropy({ finish, ...engine }, z) {
  return yield* engine.entropy(finish(engine.softmax(z)));
}

/** Entropy and maximum at every temperature, from the sketch; the others compute each from all logits. */
function* sweep(engine, z) {
  const asked = yield* engine.temperatures(z, TAUS[0]);
  return TAUS.map((tau) => asked.at(tau));
}

/** `quick` are the shapes of --quick. numpy.py has a case for each name. */
export const workloads = [
  {
    name: "softmax",
    dtype: "float32",
    shapes: [[1000], [1_000_000], [10_000_000], [1024, 32_000]],
    quick: [[1000], [1_000_000], [32, 32_000]],
    contenders: softmax("float32"),
  },
  { name: "softmax", dtype: "float64", shapes: [[1_000_000]], quick: [[1_000_000]], contenders: softmax("float64") },
  {
    name: "logsumexp",
    dtype: "float32",
    shapes: [[10_000_000]],
    quick: [[1_000_000]],
    contenders: reduction((engine, z) => engine.logsumexp(z), plain.logsumexp),
  },
  {
    name: "entropy",
    dtype: "float32",
    shapes: [[10_000_000]],
    quick: [[1_000_000]],
    contenders: reduction(entropy, (z) => plain.entropy(z, 1)),
  },
  {
    name: "topk",
    dtype: "float32",
    shapes: [[10_000_000]],
    quick: [[1_000_000]],
    contenders: reduction(
      (engine, z) => engine.topk(z, 50, -1),
      (z) => plain.topk(z, 50),
    ),
  },
  {
    name: "sweep",
    dtype: "float32",
    shapes: [[151_936]],
    quick: [[151_936]],
    contenders: reduction(sweep, (z) => TAUS.map((tau) => plain.entropy(z, tau))),
  },
];
