import type { Pool } from "../model/index.ts";
import { type Link, listen } from "./link.ts";
import type { Introduction, Seat } from "./poolHost.ts";

/** What a session says to a thread: an offer of the engine's, and the slot of who makes it. */
export interface Offered {
  readonly from: number;
  readonly work: unknown;
}

/** A session's access to the pool, on the session's own thread. It asks the host for threads when work first asks for it. */
export class PoolSeat implements Pool {
  private readonly threads = new Map<number, Link>();
  private readonly open = new Set<unknown>();
  private asked = false;

  constructor(private readonly seat: Seat) {
    listen(seat.link, (message) => {
      // SAFETY: the host says nothing else.
      const { slot, link } = message as Introduction;
      listen(link, () => undefined);
      this.threads.set(slot, link);
      for (const work of this.open) link.postMessage(this.offered(work));
    });
  }

  /** Itself, to be asked by the driver. */
  readonly ask = (): Pool => {
    if (!this.asked) this.seat.link.postMessage(null);
    this.asked = true;
    return this;
  };

  /** Threads that it has been introduced to and that live. */
  get size(): number {
    return [...this.threads.keys()].filter((slot) => this.isAlive(slot)).length;
  }

  offer(work: unknown): () => void {
    this.open.add(work);
    for (const [slot, link] of this.threads) {
      if (this.isAlive(slot)) link.postMessage(this.offered(work));
      else this.threads.delete(slot);
    }
    return () => this.open.delete(work);
  }

  isAlive(slot: number): boolean {
    return Atomics.load(this.seat.life, slot) === 1;
  }

  private offered(work: unknown): Offered {
    return { from: this.seat.slot, work };
  }
}
