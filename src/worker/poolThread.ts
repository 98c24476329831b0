import { type Helper, helpWith, Joined } from "../engine/index.ts";
import { type Link, listen } from "./link.ts";
import type { ThreadMessage } from "./poolHost.ts";
import type { Offered } from "./poolSeat.ts";

/** What a thread of the pool does with its messages: it learns who it is, meets sessions, and helps them. Idle it waits for a message. */
export class PoolHelper {
  private slot = -1;
  private life: Int32Array = new Int32Array(0);

  constructor(private readonly open: Helper["open"]) {}

  hear(message: ThreadMessage): void {
    if (message.link) return this.meet(message.link);
    this.slot = message.slot;
    this.life = message.life;
  }

  private meet(link: Link): void {
    const joined = new Joined();
    listen(link, (message) => {
      // SAFETY: seats post nothing else.
      const { from, work } = message as Offered;
      const wanted = (): boolean => Atomics.load(this.life, from) === 1;
      helpWith(work, { slot: this.slot, open: this.open, joined, wanted });
    });
  }
}
