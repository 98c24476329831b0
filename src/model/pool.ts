/** Threads that compute beside the one that asks for them, over memory that they share. What they are told is the engine's affair. */
export interface Pool {
  /**
   * Tells `work` to every thread, also to those that start while it lasts; structured clone carries it, and shared memory stays shared.
   * Returns a function that takes the offer back.
   */
  offer(work: unknown): () => void;
  /** Whether thread `slot` still lives. What it was at when it ended stays undone. */
  isAlive(slot: number): boolean;
}
