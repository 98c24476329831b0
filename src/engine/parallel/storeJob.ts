import type { FloatArray, Steps } from "../../model/index.ts";
import { mergedParts, RunningFold } from "../fold.ts";
import { type Kernels, kernels } from "../kernels.ts";
import { BLOCK, CHUNK, LEAST_STORED } from "../limits.ts";
import { LONGEST, shortRows } from "../shortRows.ts";
import { progress } from "../source.ts";
import { transposeInto } from "../tasks.ts";
import { PART } from "./foldJob.ts";
import { inParallel, type Runner } from "./run.ts";
import { isSharedArray, shared64 } from "./shared.ts";

/** Rows of n logits, and where their probabilities go. */
export interface Stored {
  readonly logits: FloatArray;
  readonly rows: number;
  readonly n: number;
  /** Distance of neighbours in a row: 1 for contiguous rows, which alone may have more than CHUNK elements. */
  readonly inner: number;
  readonly tau: number;
  readonly out: FloatArray;
}

/** Strided rows to their probabilities. */
export interface TurnedJob extends Stored {
  readonly kind: "turned";
}

/** Whole rows to their probabilities. */
export interface RowsJob extends Stored {
  readonly kind: "rows";
}

/** Blocks to their parts, and in `out` what `Kernels.share` needs. */
export interface KeepJob extends Stored {
  readonly kind: "keep";
  /** PART numbers a block, row after row. */
  readonly parts: Float64Array;
}

/** What KeepJob left to probabilities. */
export interface ShareJob extends Stored {
  readonly kind: "share";
  readonly parts: Float64Array;
  /** Of each row. */
  readonly peak: Float64Array;
  readonly l: Float64Array;
  /** One a task: 1 once it has begun, and what was kept is lost should it begin again. */
  readonly begun: Int32Array;
}

/** Elements of a row up to which it is one thread's from its exponentials to its probabilities: they are still in that thread's caches then. */
const LONGEST_ROW = 2 ** 18;

/** Rows for which alone the kernel of short ones is not compiled. */
const MANY = 16;

/** Writes the probabilities of all rows, on several threads where the arrays are shared and the driver has a pool. */
export function* storeRows(stored: Stored): Steps<void> {
  const { rows, n, inner } = stored;
  if (rows * n === 0) return;
  if (inner > 1)
    yield* allTasks<TurnedJob>({ ...stored, kind: "turned" }, (rows / inner) * Math.ceil(inner / columnsOf(stored)), turnedTask);
  else if (storeFew(stored)) return;
  else if (n <= LONGEST_ROW) yield* allTasks<RowsJob>({ ...stored, kind: "rows" }, Math.ceil(rows / rowsOf(n)), rowsTask);
  else yield* storeLong(stored);
}

function* storeLong(stored: Stored): Steps<void> {
  const { rows, n, tau } = stored;
  const tasks = rows * Math.ceil(n / CHUNK);
  const size = rows * Math.ceil(n / BLOCK) * PART;
  const shared = areShared(stored);
  const parts = shared ? shared64(size) : new Float64Array(size);
  yield* allTasks<KeepJob>({ ...stored, kind: "keep", parts }, tasks, keepTask);
  const { peak, l } = mergedParts(parts, rows, n, tau, "sum");
  const begun = shared ? new Int32Array(new SharedArrayBuffer(4 * tasks)) : new Int32Array(tasks);
  yield* allTasks<ShareJob>({ ...stored, kind: "share", parts, peak, l, begun }, tasks, shareTask);
}

function* allTasks<J extends Stored>(job: J, tasks: number, taskOf: (job: J) => (task: number) => void): Steps<void> {
  const run = taskOf(job);
  if (areShared(job) && job.out.length >= LEAST_STORED && (yield* inParallel({ job, tasks, start: () => storeRunner(run) }))) return;
  for (let task = 0; task < tasks; task++) {
    run(task);
    yield progress(task + 1, tasks);
  }
}

export function storeRunner(run: (task: number) => void): Runner {
  return { run, close: () => undefined };
}

function areShared({ logits, out }: Stored): boolean {
  return isSharedArray(logits) && isSharedArray(out);
}

/** The same at once, where it is little work; false, with nothing done, where it is not, or the rows are strided. */
export function storeFew({ logits, rows, n, inner, tau, out }: Stored): boolean {
  if (inner > 1 || rows * n > CHUNK) return false;
  const kernel = kernels(tau);
  if (rows >= MANY) storing(kernel, n)(logits, 0, rows, tau, out);
  else for (let row = 0; row < rows; row++) storeRow(kernel, logits, row * n, n, tau, out);
  return true;
}

/** How rows of n logits that lie one after the other are stored: short ones many at a time, longer ones one by one, where the logits lie. */
function storing(kernel: Kernels, n: number): (logits: FloatArray, start: number, rows: number, tau: number, out: FloatArray) => void {
  const short = n <= LONGEST ? shortRows(kernel) : null;
  if (short) return (logits, start, rows, tau, out) => short(logits, start, rows, n, tau, out, start);
  return (logits, start, rows, tau, out) => {
    for (let row = 0; row < rows; row++) storeRow(kernel, logits, start + row * n, n, tau, out);
  };
}

/** Rows that make a task. */
function rowsOf(n: number): number {
  return Math.max(1, Math.floor(CHUNK / n));
}

export function rowsTask({ logits, rows, n, tau, out }: RowsJob): (task: number) => void {
  const store = storing(kernels(tau), n);
  return (task) => {
    const first = task * rowsOf(n);
    store(logits, first * n, Math.min(rows - first, rowsOf(n)), tau, out);
  };
}

/** Neighbouring rows that are turned together: at least what a cache line holds, at most what stays in a thread's caches. */
function columnsOf({ n, inner }: Stored): number {
  return Math.min(inner, Math.max(16, Math.floor(CHUNK / 4 / n)));
}

export function turnedTask(job: TurnedJob): (task: number) => void {
  const { logits, n, inner, tau, out } = job;
  const store = storing(kernels(tau), n);
  const most = columnsOf(job);
  const [turned, shares] = logits instanceof Float32Array ? lines(Float32Array, n * most) : lines(Float64Array, n * most);
  const groups = Math.ceil(inner / most);
  return (task) => {
    const j = (task % groups) * most;
    const columns = Math.min(most, inner - j);
    const start = Math.floor(task / groups) * n * inner + j;
    transposeInto(turned, logits, start, n, columns, inner);
    store(turned, 0, columns, tau, shares);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < columns; c++) out[start + i * inner + c] = shares[c * n + i] as number;
    }
  };
}

function lines<A extends FloatArray>(kind: new (length: number) => A, length: number): [A, A] {
  return [new kind(length), new kind(length)];
}

const part = new Float64Array(PART);

/** One row: first its exponentials and its m and l, then its probabilities. */
function storeRow(kernel: Kernels, logits: FloatArray, start: number, n: number, tau: number, out: FloatArray): void {
  if (n <= BLOCK) return kernel.softmax(logits, start, start + n, tau, part, out, start);
  const end = start + n;
  const fold = new RunningFold(1, tau, "sum");
  const peaks = new Float64Array(Math.ceil(n / BLOCK));
  for (let at = start, block = 0; at < end; at += BLOCK, block++) {
    kernel.keep(logits, at, Math.min(end, at + BLOCK), tau, part, out, at);
    fold.merge(0, part);
    peaks[block] = part[0] as number;
  }
  const { peak, l } = fold.finish();
  const [m, sum] = [peak[0] as number, l[0] as number];
  for (let at = start, block = 0; at < end; at += BLOCK, block++) {
    shareBlock(kernel, logits, at, Math.min(end, at + BLOCK), tau, peaks[block] as number, m, sum, out);
  }
}

function shareBlock(
  kernel: Kernels,
  logits: FloatArray,
  start: number,
  end: number,
  tau: number,
  blockPeak: number,
  m: number,
  l: number,
  out: FloatArray,
): void {
  if (!kernel.share(out, start, end, tau, blockPeak, m, l)) kernel.probabilities(logits, start, end, tau, m, l, out, start);
}

/** Sees the blocks of a task of a long row: elements start … end − 1 of all, and which block of all it is. */
function eachBlockOf(n: number, task: number, see: (start: number, end: number, row: number, block: number) => void): void {
  const tasks = Math.ceil(n / CHUNK);
  const row = Math.floor(task / tasks);
  const first = (task - row * tasks) * CHUNK;
  const last = Math.min(n, first + CHUNK);
  for (let at = first; at < last; at += BLOCK) {
    see(row * n + at, row * n + Math.min(last, at + BLOCK), row, row * Math.ceil(n / BLOCK) + at / BLOCK);
  }
}

export function keepTask({ logits, n, tau, out, parts }: KeepJob): (task: number) => void {
  const kernel = kernels(tau);
  return (task) =>
    eachBlockOf(n, task, (start, end, _, block) => {
      kernel.keep(logits, start, end, tau, part, out, start);
      parts.set(part, block * PART);
    });
}

export function shareTask({ logits, n, tau, out, parts, peak, l, begun }: ShareJob): (task: number) => void {
  const kernel = kernels(tau);
  return (turn) => {
    // From the end: what was kept last is still in the caches.
    const task = begun.length - 1 - turn;
    const again = Atomics.exchange(begun, task, 1) === 1;
    eachBlockOf(n, task, (start, end, row, block) => {
      const [m, sum] = [peak[row] as number, l[row] as number];
      if (again) kernel.probabilities(logits, start, end, tau, m, sum, out, start);
      else shareBlock(kernel, logits, start, end, tau, parts[block * PART] as number, m, sum, out);
    });
  };
}
