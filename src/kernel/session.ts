import { lendLargeArrays } from "../engine/index.ts";
import type { CellText, ControlValue, Mode, Request } from "../model/index.ts";
import { endOf } from "./ended.ts";
import { inspect } from "./inspect.ts";
import { jobsAfterEdit, jobsAfterFile, jobsAfterLoss, jobsAround, jobsForAll, jobsForStale } from "./jobs.ts";
import { Marks } from "./marks.ts";
import { Notebook } from "./notebook.ts";
import { Pictures } from "./pictures.ts";
import type { PinAsked } from "./pinPicture.ts";
import { placeOf } from "./placeOf.ts";
import { type Move, Runner, type Work } from "./runner.ts";
import { type Job, nextTurn, type Plan, type Turn, withJobs } from "./schedule.ts";
import type { SessionHost } from "./sessionHost.ts";

/** While much runs, it is said so often how the cells stand. */
const MARKS_MS = 200;

/**
 * One notebook's session: takes requests, answers with events. One cell runs at a time; moved controls go before cells that wait. An
 * interrupt aborts what runs at its next step and answers those that were asked for and wait with "cancelled".
 */
export class Session {
  readonly #host: SessionHost;
  readonly #runner: Runner;
  readonly #pictures = new Pictures();
  #notebook: Notebook;
  #marks: Marks;
  #seed = 0;
  #folder: string | null = null;
  #mode: Mode = "auto";
  /** Whether the cells have been told once: what changes later is an edit. */
  #told = false;
  #plan: Plan = [];
  #moves: Move[] = [];
  #pinsAsked: PinAsked[] = [];
  /** Who asked for a refresh is told when it is over, though there may be nothing to do. */
  #answerIdle = false;
  #work: Work | null = null;
  /** Requests that wait until the session is rebuilt. */
  #held: Request[] | null = null;

  constructor(host: SessionHost) {
    if (host.pool) lendLargeArrays();
    this.#host = host;
    this.#runner = new Runner(host);
    this.#notebook = this.#fresh();
    this.#marks = new Marks(this.#notebook);
  }

  /** Takes one request. Never throws; what goes wrong in a cell is said in its `ended` event. */
  accept(request: Request): void {
    if (this.#held && request.type !== "interrupt" && request.type !== "restart" && request.type !== "close") {
      this.#held.push(request);
      return;
    }
    switch (request.type) {
      case "open":
        this.#seed = request.seed;
        this.#folder = request.folder;
        this.#told = false;
        this.#reset();
        return this.#host.emit({ type: "ready" });
      case "mode":
        return this.#setMode(request.mode);
      case "cells":
        return this.#replaceCells(request.cells);
      case "run":
        return this.#runAsked(request.cells);
      case "refresh":
        this.#answerIdle = true;
        return this.#add(jobsForAll(this.#notebook));
      case "control":
        return this.#control(request.name, request.value, request.generation);
      case "pin":
        this.#pinsAsked.push(request);
        return this.#wake();
      case "interrupt":
        return this.#interrupt();
      case "restart":
      case "close":
        this.#interrupt();
        return this.#reset();
      case "rebuild":
        return this.#rebuild(request);
      case "inspect":
        return this.#host.emit({ type: "inspection", ...inspect(this.#notebook, this.#marks) });
      case "locate":
        return this.#host.emit({ type: "place", name: request.name, place: placeOf(this.#notebook, request.name) });
      case "fileChanged":
        return this.#add(jobsAfterFile(this.#notebook, this.#marks, request.path, this.#mode));
      case "file":
        return;
      default:
        return unreachable(request);
    }
  }

  #fresh(): Notebook {
    const opened = (path: string): void => this.#host.emit({ type: "opened", path });
    return new Notebook(this.#seed, this.#host.files(this.#folder), this.#pictures, opened);
  }

  #reset(): void {
    const cells = [...this.#notebook.graph.nodes];
    this.#notebook = this.#fresh();
    this.#notebook.update(cells);
    this.#marks = this.#marks.restarted(this.#notebook);
    this.#wake();
  }

  #setMode(mode: Mode): void {
    const before = this.#mode;
    this.#mode = mode;
    if (before === "lazy" && mode === "auto") this.#add(jobsForStale(this.#notebook, this.#marks));
  }

  #replaceCells(cells: readonly CellText[]): void {
    const first = !this.#told;
    this.#told = true;
    const change = this.#notebook.update(cells);
    this.#marks.touch([...change.added, ...change.changed, ...change.removed], change.names);
    if (first) return this.#wake();
    const jobs = jobsAfterEdit(this.#notebook, change, this.#mode);
    const running = this.#work?.turn;
    if (running && running.why !== "asked" && jobs.some(({ cell }) => cell === running.cell)) this.#supersede();
    if (running && !this.#notebook.graph.get(running.cell)) this.#supersede();
    this.#add(jobs);
  }

  #runAsked(cells: readonly string[]): void {
    const { graph } = this.#notebook;
    for (const cell of cells) if (!graph.get(cell)) this.#cancelled(cell);
    const asked = cells.filter((cell) => graph.get(cell));
    const jobs: Job[] = asked.map((cell) => ({ cell, why: "asked" }));
    this.#add(this.#mode === "auto" ? [...jobs, ...jobsAround(this.#notebook, asked)] : jobs);
  }

  #control(name: string, value: ControlValue, generation: number): void {
    this.#notebook.move(name, value);
    for (const move of this.#moves) if (move.name === name) this.#host.emit({ type: "settled", generation: move.generation });
    this.#moves = [...this.#moves.filter((move) => move.name !== name), { name, generation }];
    // A control that is shown though its cell has not run in this session: its cell runs, with the value.
    const unknown = !this.#notebook.executor.scope.has(name);
    this.#add(unknown && this.#mode === "auto" ? jobsAround(this.#notebook, this.#notebook.graph.definers(name)) : []);
  }

  #interrupt(): void {
    if (this.#work) this.#work.aborted = true;
    const { moves, plan } = { moves: this.#moves, plan: this.#plan };
    this.#moves = [];
    this.#plan = [];
    for (const { generation } of moves) this.#host.emit({ type: "settled", generation });
    for (const { cell, why } of plan) if (why === "asked") this.#cancelled(cell);
  }

  #cancelled(cell: string): void {
    this.#host.emit({ type: "ended", cell, status: "cancelled", elapsedMs: 0, outputs: [] });
  }

  #supersede(): void {
    if (!this.#work) return;
    this.#work.aborted = true;
    this.#work.superseded = true;
  }

  #add(jobs: readonly Job[]): void {
    this.#plan = withJobs(this.#plan, jobs, (cell) => this.#notebook.graph.rank(cell));
    this.#wake();
  }

  #rebuild({ ran, moves }: Extract<Request, { type: "rebuild" }>): void {
    this.#held = [];
    this.#notebook.update(ran);
    for (const { name, value } of moves) this.#notebook.move(name, value);
    void this.#rerunUnseen(ran.map(({ id }) => id));
  }

  async #rerunUnseen(cells: readonly string[]): Promise<void> {
    const work: Work = { aborted: false, turn: null, superseded: false };
    this.#work = work;
    for (const cell of cells) {
      const node = this.#notebook.graph.get(cell);
      // A file that a cell wrote is there: it is not written again behind the user's back.
      if (!node || node.writes || work.aborted) continue;
      await this.#runner.evaluate(this.#notebook, node, work, () => undefined);
    }
    this.#marks.touch([...this.#notebook.graph.nodes], new Set());
    this.#work = null;
    const held = this.#held ?? [];
    this.#held = null;
    this.#host.emit({ type: "rebuilt" });
    for (const request of held) this.accept(request);
    this.#wake();
  }

  #wake(): void {
    if (this.#work) return;
    const work: Work = { aborted: false, turn: null, superseded: false };
    this.#work = work;
    void this.#loop(work);
  }

  async #loop(work: Work): Promise<void> {
    let said = this.#host.now();
    let worked = false;
    // What is next is asked without a pause before the work is given up: nothing that arrives in between is missed.
    for (let next = this.#next(work); next; next = this.#next(work)) {
      await next;
      work.aborted = false;
      work.superseded = false;
      worked = true;
      if (this.#host.now() - said < MARKS_MS) continue;
      this.#sayMarks();
      said = this.#host.now();
    }
    this.#work = null;
    this.#sayMarks();
    if (worked || this.#answerIdle) this.#host.emit({ type: "idle" });
    this.#answerIdle = false;
  }

  /** Begins what is next; null where there is nothing. */
  #next(work: Work): Promise<void> | null {
    const move = this.#moves.shift();
    if (move) return this.#frames(move, work);
    // A cell that waits to run shows nothing yet that could be pinned.
    const ready = this.#pinsAsked.findIndex((asked) => !this.#plan.some(({ cell }) => cell === asked.cell));
    const [pin] = ready < 0 ? [] : this.#pinsAsked.splice(ready, 1);
    if (pin) return this.#runner.pin(this.#notebook, pin, work);
    const { turn, plan } = nextTurn(this.#plan, (cell) => {
      const node = this.#notebook.graph.get(cell);
      return node ? this.#notebook.ledger.verdict(node) : "fresh";
    });
    this.#plan = plan;
    return turn && this.#take(turn, work);
  }

  async #take(turn: Turn, work: Work): Promise<void> {
    const notebook = this.#notebook;
    const node = notebook.graph.get(turn.cell);
    if (!node) return turn.why === "asked" ? this.#cancelled(turn.cell) : undefined;
    work.turn = turn;
    this.#host.emit({ type: "started", cell: node.id });
    const before = notebook.executor.namesOf(node.id);
    const kept = turn.how === "restore" ? notebook.restore(node) : null;
    const ended = kept ? endOf(node, kept, 0, "kept") : await this.#runner.evaluate(notebook, node, work);
    work.turn = null;
    this.#marks.touch([node], before);
    if (notebook !== this.#notebook) return this.#host.emit(ended);
    const lost = jobsAfterLoss(notebook, node, before);
    if (this.#mode === "auto" && lost.length > 0) this.#plan = withJobs(this.#plan, lost, (cell) => notebook.graph.rank(cell));
    this.#host.emit(ended);
  }

  async #frames(move: Move, work: Work): Promise<void> {
    const drawn = await this.#runner.frames(this.#notebook, move, this.#mode === "auto", work);
    this.#marks.touch(drawn, new Set([move.name]));
    this.#host.emit({ type: "settled", generation: move.generation });
  }

  #sayMarks(): void {
    const marks = this.#marks.changed();
    if (marks.length > 0) this.#host.emit({ type: "marks", marks });
  }
}

function unreachable(request: never): never {
  throw new Error(`unknown request ${JSON.stringify(request)}`);
}
