import { type Helper, helpWith, Joined } from "../engine/index.ts";
import { type Link, listen } from "./link.ts";
import type { ThreadMessage } from "./poolHost.ts";
import type { Offered } from "./poolSeat.ts";

/** What a thread of the pool does with its messages: it learns who it is, meets sessions, and helps them. Idle it waits for a message. */
export class PoolHelper {
  private slot = -1;
  private life: Int32Array = new Int32Array(0);

  /** What it knows of the arenas of those who asked it, by their slots. */
  private readonly joined = new Map<number, Joined>();

  constructor(private readonly open: Helper["open"]) {}

  hear(message: ThreadMessage): void {
    if (message.link) return this.meet(message.link);
    this.slot = message.slot;
    this.life = message.life;
  }

  private meet(link: Link): void {
    listen(link, (message) => {
      // SAFETY: seats post nothing else.
      const { from, work } = message as Offered;
      helpWith(work, { slot: this.slot, open: this.open, joined: this.joinedBy(from), wanted: () => this.lives(from) });
    });
  }

  private joinedBy(session: number): Joined {
    for (const [slot, joined] of this.joined) {
      if (this.lives(slot)) continue;
      joined.leave();
      this.joined.delete(slot);
    }
    const joined = this.joined.get(session) ?? new Joined();
    this.joined.set(session, joined);
    return joined;
  }

  private lives(session: number): boolean {
    return Atomics.load(this.life, session) === 1;
  }
}
