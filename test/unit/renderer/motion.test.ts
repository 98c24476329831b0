import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Motion } from "../../../renderers/softmax/motion.ts";

const turns: boolean[] = [];
let motion: Motion;

beforeEach(() => {
  vi.useFakeTimers();
  turns.length = 0;
  motion = new Motion((moving) => turns.push(moving));
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a picture's motion", () => {
  it("begins with a second frame soon after the first, and not with frames far apart", () => {
    motion.frame();
    vi.advanceTimersByTime(1000);
    motion.frame();
    expect([motion.moving, turns]).toEqual([false, []]);
    vi.advanceTimersByTime(50);
    motion.frame();
    expect([motion.moving, turns]).toEqual([true, [true]]);
  });

  it("goes on from frame to frame and ends once, a while after the last", () => {
    for (let i = 0; i < 100; i += 1) {
      motion.frame();
      vi.advanceTimersByTime(i < 50 ? 16 : 400);
    }
    expect(turns).toEqual([true]);
    vi.advanceTimersByTime(1000);
    expect([motion.moving, turns]).toEqual([false, [true, false]]);
  });

  it("can be stopped, and tells nothing then", () => {
    motion.frame();
    motion.frame();
    motion.stop();
    vi.advanceTimersByTime(10_000);
    expect([motion.moving, turns]).toEqual([false, [true]]);
  });
});
