/** Words before those of the tasks: the next task to be claimed, and how many are done. */
const NEXT = 0;
const DONE = 1;
const TASKS = 2;

/** What the word of a task says; a thread that has claimed it leaves its slot + 1. */
const FREE = 0;
const FINISHED = -1;
const GIVEN_BACK = -2;

/**
 * Tasks 0 … n − 1 of one job, claimed and completed by any number of threads, in shared memory that no other job ever uses: a thread
 * that comes late finds nothing to claim, and can't touch what comes after. Completion is counted a task; nobody waits for a
 * thread that has none.
 */
export class Claims {
  private readonly tasks: number;

  constructor(readonly words: Int32Array) {
    this.tasks = words.length - TASKS;
  }

  static of(tasks: number): Claims {
    return new Claims(new Int32Array(new SharedArrayBuffer(4 * (TASKS + tasks))));
  }

  /** The next task that nobody has, for the thread of `slot`; −1: all are taken. */
  claim(slot: number): number {
    for (;;) {
      const task = Atomics.load(this.words, NEXT);
      if (task >= this.tasks) return -1;
      // The claim names its thread at once: should that die, it is known what it was at.
      const before = Atomics.compareExchange(this.words, TASKS + task, FREE, slot + 1);
      Atomics.compareExchange(this.words, NEXT, task, task + 1);
      if (before === FREE) return task;
    }
  }

  /** Whether there is something left to claim. */
  get isOpen(): boolean {
    return Atomics.load(this.words, NEXT) < this.tasks;
  }

  /** Says that the results of `task` are in memory. Saying so twice counts once. */
  complete(task: number): void {
    if (Atomics.exchange(this.words, TASKS + task, FINISHED) === FINISHED) return;
    if (Atomics.add(this.words, DONE, 1) === this.tasks - 1) Atomics.notify(this.words, DONE);
  }

  /** Says that the thread that has `task` can't do it. */
  giveBack(task: number): void {
    Atomics.store(this.words, TASKS + task, GIVEN_BACK);
  }

  get done(): number {
    return Atomics.load(this.words, DONE);
  }

  get finished(): boolean {
    return this.done === this.tasks;
  }

  /** Sleeps until all may be done, `ms` at most. */
  sleep(ms: number): void {
    const done = this.done;
    if (done < this.tasks) Atomics.wait(this.words, DONE, done, ms);
  }

  /** Tasks that were given back, or claimed by threads that are dead. */
  orphans(isAlive: (slot: number) => boolean): number[] {
    const isOrphan = (owner: number): boolean => owner === GIVEN_BACK || (owner > FREE && !isAlive(owner - 1));
    return this.owners().flatMap((owner, task) => (isOrphan(owner) ? [task] : []));
  }

  /** Counts again what is done: a thread may have died after its last words, before they were counted. */
  recount(): void {
    const done = this.owners().filter((owner) => owner === FINISHED).length;
    if (done === this.tasks) Atomics.store(this.words, DONE, done);
  }

  private owners(): number[] {
    return Array.from({ length: this.tasks }, (_, task) => Atomics.load(this.words, TASKS + task));
  }

  /** Leaves nothing to claim, not even for a thread that is about to. */
  stop(): void {
    Atomics.store(this.words, NEXT, this.tasks);
    for (let task = 0; task < this.tasks; task++) Atomics.compareExchange(this.words, TASKS + task, FREE, GIVEN_BACK);
  }

  /** Whether one of the threads that `counts` has a task in hand. */
  inHand(counts: (slot: number) => boolean): boolean {
    return this.owners().some((owner) => owner > FREE && counts(owner - 1));
  }
}
