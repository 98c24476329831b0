import type { Bar, Distribution, PinView, Steps } from "../../model/index.ts";
import { fail, jsonNumber } from "../../model/index.ts";
import { eachBlock } from "../blocks.ts";
import { distributionStats } from "../entropy.ts";
import { masked } from "../mask.ts";
import { layoutOf } from "../shape.ts";
import { foldOf } from "../softmax.ts";
import { readStrided, window } from "../source.ts";
import { relEntr } from "../special.ts";
import { Cells } from "./cells.ts";

/** Row 0 of a distribution, kept to be compared with later ones: 8 bytes an entry. */
export interface Pin {
  readonly tau: number;
  readonly entropy: number;
  readonly p: Float64Array;
}

const LARGEST = 20_000_000;

/** Takes what is compared later: the probabilities of row 0 as they are stored. Throws TooLarge beyond 20 million entries. */
export function* pinOf(d: Distribution): Steps<Pin> {
  const { n } = layoutOf(d.logits.shape, d.axis);
  if (n > LARGEST) fail("TooLarge", `a pinned distribution has at most ${LARGEST} entries, got ${n}`);
  const stats = yield* distributionStats(d);
  const p = new Float64Array(n);
  yield* eachProbability(d, (block, count, first) => {
    for (let i = 0; i < count; i++) p[first + i] = block[i] as number;
  });
  return { tau: d.tau, entropy: stats.entropy[0] ?? Number.NaN, p };
}

/** Row 0 of a distribution against a pinned one: divergences in nats, and the pinned probabilities of the entries that are drawn. */
export function* comparison(d: Distribution, pin: Pin, bars: readonly Bar[]): Steps<PinView> {
  const { n } = layoutOf(d.logits.shape, d.axis);
  const view = { tau: jsonNumber(pin.tau), entropy: jsonNumber(pin.entropy), size: pin.p.length };
  if (n !== pin.p.length) return { ...view, bars: [] };
  const gap = new Gap(pin.p);
  yield* eachProbability(d, (block, count, first) => gap.absorb(block, count, first));
  return { ...view, ...gap.finish(), bars: bars.map(({ index }) => jsonNumber(pin.p[index] as number)) };
}

/** Calls back with the probabilities of row 0 as they are stored, block by block: `count` of them, from entry `first`. */
function* eachProbability(d: Distribution, take: (block: ArrayLike<number>, count: number, first: number) => void): Steps<void> {
  const layout = layoutOf(d.logits.shape, d.axis);
  if (layout.rows === 0) return;
  const z = yield* masked(d.logits, d.mask);
  const cells = yield* Cells.of(d, yield* foldOf(d), layout);
  const row = layout.inner === 1 ? window(z, 0, layout.n) : yield* readStrided(z, 0, layout.inner, layout.n);
  yield* eachBlock(row, layoutOf([layout.n], 0), (_, data, start, end, first) => {
    take(cells.block(0, data, start, end, first), end - start, first);
  });
}

/** KL(p‖q), Jensen and Shannon's divergence and total variation of p, taken block by block, against q. */
class Gap {
  private kl = 0;
  private js = 0;
  private tv = 0;

  constructor(private readonly q: Float64Array) {}

  absorb(block: ArrayLike<number>, count: number, first: number): void {
    let [kl, js, tv] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const x = block[i] as number;
      const y = this.q[first + i] as number;
      const middle = (x + y) / 2;
      kl += relEntr(x, y);
      js += relEntr(x, middle) + relEntr(y, middle);
      tv += Math.abs(x - y);
    }
    this.kl += kl;
    this.js += js;
    this.tv += tv;
  }

  finish(): Pick<PinView, "kl" | "js" | "tv"> {
    return { kl: jsonNumber(this.kl), js: jsonNumber(this.js / 2), tv: jsonNumber(this.tv / 2) };
  }
}
