import { channel, type Link, listen } from "./link.ts";

/** What a session's thread gets of the window's pool: where to ask for threads, and which of all threads live. */
export interface Seat {
  readonly link: Link;
  readonly life: Int32Array;
  /** The session's own place in `life`. */
  readonly slot: number;
}

/** From the host to a session: a thread to work with. */
export interface Introduction {
  readonly slot: number;
  readonly link: Link;
}

/** From the host to a thread: first who it is, then each session that it may help. */
export type ThreadMessage = { readonly slot: number; readonly life: Int32Array; readonly link?: undefined } | { readonly link: Link };

/** A thread of the platform's, which runs the pool's entry. */
export interface PoolThread {
  post(message: ThreadMessage, transfer: readonly Link[]): void;
  terminate(): void;
}

/** Starts a thread; null where none starts. `ended` is called once, when it is gone for whatever reason. */
export type StartThread = (ended: () => void) => PoolThread | null;

/** Threads and sessions over the life of a window; beyond it nothing more is started. */
const SLOTS = 4096;
/** Threads that may fail before it is taken that they can't run here. */
const FAILURES = 16;

/**
 * The threads that all sessions of a window share. None runs before a session asks; one that dies is replaced. Sessions and threads talk
 * to each other directly, the host only introduces them.
 */
export class PoolHost {
  private readonly life = new Int32Array(new SharedArrayBuffer(4 * SLOTS));
  private readonly threads = new Map<number, PoolThread>();
  private readonly sessions = new Map<number, Link>();
  private slots = 0;
  private failures = 0;
  private disposed = false;

  constructor(
    private readonly size: number,
    private readonly start: StartThread,
  ) {}

  /** A seat for a new session; its link is to be transferred. null where there are no threads to share. */
  seat(): Seat | null {
    if (this.disposed || this.size < 1 || this.slots >= SLOTS) return null;
    const [own, other] = channel();
    const slot = this.take();
    this.sessions.set(slot, own);
    listen(own, () => this.welcome(own));
    return { link: other, life: this.life, slot };
  }

  /** Says that a session is gone: what it had asked for is dropped. */
  leave({ slot }: Pick<Seat, "slot">): void {
    Atomics.store(this.life, slot, 0);
    this.sessions.get(slot)?.close();
    this.sessions.delete(slot);
  }

  /** Ends all threads. */
  dispose(): void {
    this.disposed = true;
    for (const thread of this.threads.values()) thread.terminate();
    for (const slot of [...this.sessions.keys()]) this.leave({ slot });
  }

  private welcome(session: Link): void {
    for (const [slot, thread] of this.threads) introduce(session, slot, thread);
    while (this.threads.size < this.size && this.add());
  }

  /** Starts one more and introduces it to everybody. Says whether it did. */
  private add(): boolean {
    if (this.disposed || this.slots >= SLOTS || this.failures >= FAILURES) return false;
    const slot = this.take();
    const thread = this.start(() => this.lost(slot));
    if (!thread) {
      this.failures = FAILURES;
      return false;
    }
    this.threads.set(slot, thread);
    thread.post({ slot, life: this.life }, []);
    for (const session of this.sessions.values()) introduce(session, slot, thread);
    return true;
  }

  private lost(slot: number): void {
    Atomics.store(this.life, slot, 0);
    this.threads.delete(slot);
    this.failures += 1;
    this.add();
  }

  private take(): number {
    const slot = this.slots++;
    Atomics.store(this.life, slot, 1);
    return slot;
  }
}

function introduce(session: Link, slot: number, thread: PoolThread): void {
  const [own, other] = channel();
  thread.post({ link: own }, [own]);
  const introduction: Introduction = { slot, link: other };
  session.postMessage(introduction, [other]);
}
