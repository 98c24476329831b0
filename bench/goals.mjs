/**
 * The goals: a row of ours, the row that it is measured by, and how many times as fast it is to be; or `atMostMs`, `atMostMB`. `threads` 2 stands for the
 * pool. `why`: what keeps it from the goal.
 */
const WIDTH = "vectors of 128 bits against the peers' 512";
const STORED = `${WIDTH}; the memory takes two passes over the result`;
const goals = [
  goal("softmax", [10_000_000], "new", 2, STORED, [
    ["onnxruntime-node", "new", 5],
    ["numpy", "new", 4.5],
  ]),
  goal("softmax", [10_000_000], "reused", 2, STORED, [["numpy", "reused", 2.5]]),
  goal("softmax", [1024, 32_000], "new", 2, STORED, [
    ["onnxruntime-node", "new", 5],
    ["numpy", "new", 4.5],
  ]),
  goal("logsumexp", [10_000_000], "none", 2, WIDTH, [["numpy", "none", 5]]),
  goal("topk", [10_000_000], "none", 1, "it waits for the memory", [["numpy", "none", 13]]),
  goal("entropy", [10_000_000], "none", 2, WIDTH, [["numpy", "none", 6.5]]),
  { ...goal("softmax", [1000], "reused", 1, WIDTH, [["numpy", "new", 5]]), atMostMs: 0.001 },
  { ...goal("sweep", [151_936], "none", 1, WIDTH, []), atMostMs: 1 },
  { ...goal("frame", [151_936], "none", 1, "one thread of a machine that is shared", []), atMostMs: 3 },
  // 4 GB at 4.5 GB/s.
  { ...goal("stream", [1_000_000_000], "none", 2, WIDTH, []), atMostMs: 889, atMostMB: 100 },
];

function goal(workload, shape, output, threads, why, against) {
  return { workload, shape, output, threads, why, against };
}

function rowOf(rows, { workload, shape, dtype = "float32" }, contender, output, threads) {
  const fits = (row) =>
    row.workload === workload &&
    row.dtype === dtype &&
    `${row.shape}` === `${shape}` &&
    row.contender === contender &&
    row.output === output;
  const found = rows.filter(fits);
  // The pool where it was measured, else one thread; a peer at its best.
  const mine = found.filter((row) => row.threads > 1 === threads > 1);
  const all = contender === "softmaxnb" && mine.length > 0 ? mine : found;
  return all.reduce((a, b) => (a && a.medianMs <= b.medianMs ? a : b), null);
}

const PEERS = { "onnxruntime-node": "onnxruntime-node", numpy: "NumPy" };

function* verdicts(rows, wanted) {
  const mine = rowOf(rows, wanted, "softmaxnb", wanted.output, wanted.threads);
  if (!mine) return;
  const name = `${wanted.workload} ${wanted.shape.map((n) => n.toLocaleString("en")).join(" × ")}${wanted.output === "reused" ? " reused" : ""}`;
  const how = mine.threads > 1 ? `${mine.threads} threads` : "one thread";
  for (const [contender, output, times] of wanted.against) {
    const peer = rowOf(rows, wanted, contender, output, 1);
    if (peer) yield [name, how, `≥ ${times}× ${PEERS[contender]}`, peer.medianMs / mine.medianMs, times, "×", wanted.why];
  }
  if (wanted.atMostMs) {
    const [unit, per] = wanted.atMostMs < 100 ? ["µs", 1000] : ["ms", 1];
    yield [name, how, `≤ ${wanted.atMostMs * per} ${unit}`, -mine.medianMs * per, -wanted.atMostMs * per, ` ${unit}`, wanted.why];
  }
  if (wanted.atMostMB) {
    const megabytes = (mine.mebibytes * 2 ** 20) / 1e6;
    yield [name, how, `≤ ${wanted.atMostMB} MB`, -megabytes, -wanted.atMostMB, " MB", "Node alone holds 40, each thread of it 20"];
  }
}

/** Lines of a table: each goal with its figure, and why it is missed where it is. */
export function standing(rows) {
  const lines = goals
    .flatMap((wanted) => [...verdicts(rows, wanted)])
    .map(([name, how, text, figure, bound, unit, why]) => {
      const met = figure >= bound;
      return `| ${name}, ${how} | ${text} | ${Number(Math.abs(figure).toPrecision(Math.abs(figure) < 100 ? 2 : 3))}${unit} | ${met ? "met" : `missed: ${why}`} |`;
    });
  return ["| | goal | measured | |", "|---|---|--:|---|", ...lines];
}
