import { describe, expect, it } from "vitest";
import { Cancelled, drive, finish, MustWait, type Steps, wait } from "../../../src/model/index.ts";

function* count(total: number): Steps<number> {
  for (let done = 0; done < total; done++) yield { kind: "progress", done, total };
  return total;
}

function host() {
  let clock = 0;
  return { now: () => (clock += 5), pauses: 0, pause: () => Promise.resolve() };
}

describe("drive", () => {
  it("runs work that never pauses to its result", async () => {
    expect(await drive(count(0), host())).toBe(0);
  });

  it("pauses once a slice of time has passed and reports progress there", async () => {
    const seen: number[] = [];
    await drive(count(10), { ...host(), sliceMs: 12, onProgress: (done) => seen.push(done) });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.length).toBeLessThan(10);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it("throws Cancelled into the work at its next step and lets it clean up", async () => {
    const signal = { aborted: false };
    let cleaned = false;
    function* work(): Steps<number> {
      try {
        yield { kind: "progress", done: 0, total: 2 };
        signal.aborted = true;
        yield { kind: "progress", done: 1, total: 2 };
        return 1;
      } finally {
        cleaned = true;
      }
    }
    await expect(drive(work(), { ...host(), signal })).rejects.toBeInstanceOf(Cancelled);
    expect(cleaned).toBe(true);
  });

  it("gives a waiting work the value of its promise, and its reason when it is rejected", async () => {
    function* work(): Steps<string> {
      const word = yield* wait(Promise.resolve("read"));
      try {
        yield* wait(Promise.reject(new Error("gone")));
      } catch (error) {
        return `${word}, ${String(error)}`;
      }
      return "not reached";
    }
    expect(await drive(work(), host())).toBe("read, Error: gone");
  });
});

describe("finish", () => {
  it("runs to the end at once", () => {
    expect(finish(count(3))).toBe(3);
  });

  it("refuses work that has to wait", () => {
    expect(() => finish(wait(Promise.resolve(1)))).toThrow(MustWait);
  });
});
