import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { lendLargeArrays } from "../engine/index.ts";
import type { Failure, Pool } from "../model/index.ts";
import { PoolSeat } from "../worker/index.ts";
import { nodePool } from "../worker/poolHost.node.ts";
import { allowRelaxedSimd } from "../worker/relaxedSimd.node.ts";
import { check, cutShort, evaluate, run } from "./commands.ts";
import type { CellDocument } from "./document.ts";
import { exportNotebook, importNotebook } from "./export.ts";
import { type Options, readOptions } from "./options.ts";
import type { NotebookFile } from "./readNotebook.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, type ExitCode, OutputError, USAGE, UsageError } from "./usage.ts";
import { keepYoungHeapSmall } from "./youngHeap.ts";

declare const SOFTMAXNB_VERSION: string;

/** Time past the deadline after which code that does not heed it is ended, in ms. */
const HARD_GRACE_MS = 1000;

/** Timers hold 31 bits of milliseconds, about 25 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const COMMANDS = { run, eval: evaluate, check, export: exportNotebook, import: importNotebook } as const;

async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const options = readOptions(argv);
    return Number.isFinite(options.timeout) && isMainThread
      ? await guarded(argv, options, terminal)
      : await COMMANDS[options.command](options, { ...terminal, pool: poolOf(options.threads) });
  } catch (error) {
    if (error instanceof OutputError) {
      terminal.err(`softmaxnb: ${error.message}\n`);
      return EXIT.unreadable;
    }
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`softmaxnb: ${error.message}\nTry softmaxnb --help.\n`);
    return EXIT.usage;
  }
}

/** A seat in a pool of this run's own, on the thread that computes. */
function poolOf(threads: number): (() => Pool | null) | undefined {
  const seat = nodePool(fileURLToPath(new URL("pool.node.cjs", import.meta.url)), threads).seat();
  if (!seat) return undefined;
  lendLargeArrays();
  return new PoolSeat(seat).ask;
}

/** What the thread of a guarded command says. `started`: it is up, and its time begins. */
type Word =
  | { readonly started: true }
  | { readonly begin: NotebookFile }
  | { readonly ran: CellDocument }
  | { readonly out: string | Uint8Array }
  | { readonly err: string }
  | { readonly exit: ExitCode };

/** Runs the command on a thread, so that a time limit holds whatever the cells do, and a lack of memory ends no more than that thread. */
function guarded(argv: readonly string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { argv } });
    let timer: ReturnType<typeof setTimeout> | undefined;
    let notebook: NotebookFile | null = null;
    let ended: CellDocument[] = [];
    const cut = (reason: string, failure: Failure | null): void => {
      clearTimeout(timer);
      if (notebook && options.json && options.out === null) terminal.out(cutShort(notebook, ended, failure));
      terminal.err(`softmaxnb: stopped: ${reason}\n`);
    };
    const stop = (): void => {
      cut(`not done after ${options.timeout} s`, null);
      void worker.terminate().then(() => resolve(EXIT.timeout));
    };
    worker.on("message", (word: Word) => {
      if ("started" in word) timer = setTimeout(stop, Math.min(options.timeout * 1000 + HARD_GRACE_MS, LONGEST_TIMER_MS));
      else if ("begin" in word) [notebook, ended] = [word.begin, []];
      else if ("ran" in word) ended.push(word.ran);
      else if ("out" in word) {
        notebook = null;
        terminal.out(word.out);
      } else if ("err" in word) terminal.err(word.err);
      else {
        clearTimeout(timer);
        resolve(word.exit);
      }
    });
    worker.on("error", (error) => {
      if (Reflect.get(Object(error), "code") !== "ERR_WORKER_OUT_OF_MEMORY") return reject(error);
      cut("the engine ran out of memory", { code: "Crash", message: "The engine ran out of memory while it ran this cell." });
      resolve(EXIT.failed);
    });
  });
}

async function start(): Promise<void> {
  const port = parentPort;
  if (!isMainThread && port) {
    // SAFETY: guarded() starts this thread with exactly this data.
    const { argv } = workerData as { argv: readonly string[] };
    const say = (word: Word): void => port.postMessage(word);
    say({ started: true });
    const exit = await main(argv, {
      out: (out) => say({ out }),
      err: (err) => say({ err }),
      begin: (begin) => say({ begin }),
      ran: (ran) => say({ ran }),
    });
    say({ exit });
    return;
  }
  const argv = process.argv.slice(2);
  // A reader that has seen enough (`… | head`) is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(EXIT.ok);
  });
  const terminal: Terminal = { out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text) };
  if (argv.includes("--help") || argv.includes("-h")) return terminal.out(USAGE);
  if (argv.includes("--version")) return terminal.out(`${SOFTMAXNB_VERSION}\n`);
  process.exitCode = await main(argv, terminal);
}

allowRelaxedSimd();
keepYoungHeapSmall();
await start();
