import { describe, expect, it } from "vitest";
import { type Stop, stopAfter } from "../../../renderers/softmax/walk.ts";

const stop = (x1: number, y1: number, x2: number, y2: number): Stop => ({ text: "", x1, y1, x2, y2 });
const upright = [stop(0, 50, 10, 100), stop(12, 20, 22, 100), stop(24, 90, 34, 100)];
const grid = [0, 1, 2].flatMap((r) => [0, 1, 2].map((c) => stop(c * 10, r * 10, c * 10 + 10.6, r * 10 + 10.6)));

describe("arrow keys among marks", () => {
  it("start at the first one, or with End at the last", () => {
    expect(stopAfter(upright, -1, "ArrowRight")).toBe(0);
    expect(stopAfter(upright, -1, "End")).toBe(2);
  });

  it("go along upright bars and stop at the ends", () => {
    expect(stopAfter(upright, 0, "ArrowRight")).toBe(1);
    expect(stopAfter(upright, 2, "ArrowRight")).toBe(2);
    expect(stopAfter(upright, 1, "ArrowLeft")).toBe(0);
    expect(stopAfter(upright, 2, "Home")).toBe(0);
  });

  it("go along rows and columns of a heatmap", () => {
    expect(stopAfter(grid, 4, "ArrowRight")).toBe(5);
    expect(stopAfter(grid, 4, "ArrowDown")).toBe(7);
    expect(stopAfter(grid, 4, "ArrowUp")).toBe(1);
    expect(stopAfter(grid, 4, "ArrowLeft")).toBe(3);
  });

  it("go in drawing order where nothing lies in line", () => {
    const apart = [stop(0, 0, 2, 2), stop(10, 10, 12, 12), stop(20, 5, 22, 7)];
    expect(stopAfter(apart, 0, "ArrowRight")).toBe(1);
    expect(stopAfter(apart, 1, "ArrowDown")).toBe(2);
  });
});
