/** Cells that show one of each kind of value: what the contact sheet and the tests of accessibility look at. */
const WORDS =
  '[" the", " a", " his", " her", " one", " that", " all", " Paris", " this", " which", " its", " in", " my", " their", " what", " any"]';

export const cells = {
  bars: "softmax(linspace(-3.5, 3.5, 15))",
  named: 'softmax(labels([2.1, 1.7, 0.3, -0.4, -1.5], ["golden retriever", "Labrador", "tabby cat", "Siamese cat", "teapot"]))',
  sixtyfour: "softmax(2 * randn([64]))",
  words: `softmax(labels(2 * randn([16]), ${WORDS}))`,
  vocabulary: "softmax(zipf_logits)",
  underflow: "softmax(float16([0, -12, -30, 5, Infinity - Infinity, 2]))",
  masked: "softmax([1, 2, -Infinity, 3])",
  attention: `softmax(labels(randn([8, 8]), ["the", "cat", "sat", "on", "the", "mat", "and", "ate"]), mask = causal_mask(8))`,
  rows: "softmax(randn([40, 400]))",
  vector: "linspace(-3.5, 3.5, 15)",
  series: "cumsum(randn([5000]))",
  matrix: "randn([4, 6])",
  large: "randn([300, 500])",
  sweep: "sweep(softmax(linspace(-3.5, 3.5, 15), tau = tau), tau = logspace(-2, 2, 64))",
  crossing: "sweep(softmax([1 * x, 2 - x, 0.5 * x ^ 2, 1.2]), x = linspace(-2, 3, 41))",
  entropies: "sweep(entropy(softmax(linspace(-3.5, 3.5, 15), tau = t)), t = logspace(-2, 2, 64))",
  trace: "online_softmax([1, 3, 0.5, 2, -1, 4, 0, 6, 5.5, 2, 1, 3], block = 2)",
  decoding: `decode(labels(2 * randn([16]), ${WORDS}), top_k = 10, top_p = 0.9, min_p = 0.08, temperature = 0.7)`,
  calibration: "reliability(clip(rand([400]), 0, 1), randint(0, 2, [400]))",
  lines:
    'plot(softmax([0, 1, 2, 3]), softmax([0, 1, 2, 3], tau = 2), softmax([0, 1, 2, 3], tau = 10), labels = ["tau 1", "tau 2", "tau 10"])',
  crowd: 'plot(cumsum(randn([10, 200]), dim = 1), title = "Ten walks")',
  grouped: 'plot([3, 1, 2], [2, 2, 1], kind = "bar", labels = ["before", "after"], y_label = "count")',
  scatter: 'plot(randn([200]), x = randn([200]), kind = "point")',
  heat: "heatmap(randn([6, 9]))",
  histogram: 'histogram(randn([10000]), bins = 40, x_label = "logit")',
  thermal: "thermo([0, 1, 2], 0.5)",
  object: "{logits: linspace(0, 1, 5), p: softmax(linspace(0, 1, 5)), tau: 0.5}",
  table: "compare_numerics([1, 2, 1000])",
  number: "entropy(softmax([1, 2, 3]))",
  list: "[softmax([1, 2]), softmax([3, 1])]",
  text: '"a text"',
  chart:
    'vega_lite({mark: "bar", data: {values: [{k: "a", v: 3}, {k: "b", v: 5}]}, encoding: {x: {field: "k", type: "nominal"}, y: {field: "v", type: "quantitative"}}})',
  tau: 'tau = slider(0.05, 10, value = 1, scale = "log")',
  entries: 'entries = slider(1, 64, value = 15, step = 1, label = "Entries")',
  offset: "offset = number_input(10000)",
  sampler: 'sampler = select(["softmax", "entmax", "sparsemax"])',
  causal: "causal = checkbox(true)",
  step: "step = play(0, 20, 1)",
  failure: "softmx([1, 2])",
};

const BEFORE = { zipf_logits: "zipf_logits = -1.35 * log(arange(1, 151937));" };

/** The named cells with what they need, for `live.run`. */
export function cellsOf(names = Object.keys(cells)) {
  const needed = Object.entries(BEFORE).filter(([name]) => names.some((wanted) => cells[wanted].includes(name)));
  return [...needed, ...names.map((name) => [name, cells[name]])].map(([id, source]) => ({ id, source }));
}
