import { build } from "esbuild";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Event } from "../../../src/model/index.ts";
import { engineFrom, type LoadEngine } from "../../../src/worker/engine.web.ts";
import { startWebSession } from "../../../src/worker/host.web.ts";
import { startWebLanguage } from "../../../src/worker/language.web.ts";
import { openLater } from "../../../src/worker/openLater.ts";

/** The script as it is packed. */
let script = "";

beforeAll(async () => {
  const entryPoints = [new URL("../../../src/worker/session.web.ts", import.meta.url).pathname];
  const options = { bundle: true, minify: true, format: "iife", target: "es2022", write: false, logLevel: "error" } as const;
  const { outputFiles } = await build({ entryPoints, ...options });
  script = outputFiles[0]?.text ?? "";
}, 60_000);

afterEach(() => void vi.unstubAllGlobals());

/** How the cell ends, in a session that was told to run it and nothing else. */
async function run(source: string, loadEngine: LoadEngine, entryUrl: string | null = null): Promise<Extract<Event, { type: "ended" }>> {
  const session = startWebSession({ entryUrl, loadEngine });
  const ended = new Promise<Extract<Event, { type: "ended" }>>((resolve) =>
    session.onEvent((event) => event.type === "ended" && resolve(event)),
  );
  session.send({ type: "open", seed: 1, folder: null });
  session.send({ type: "cells", cells: [{ id: "a", source }] });
  session.send({ type: "run", cells: ["a"] });
  return ended.finally(() => session.dispose());
}

const unreadable = (): Promise<string> => Promise.reject(new Error("no such script"));

describe("where no web worker starts", () => {
  it("the worker's own script runs cells on the host's thread, and leaves the host's scope alone", async () => {
    const before = Object.keys(globalThis);
    const { status, outputs } = await run(
      "softmax([0, 0])[2]",
      engineFrom(async () => script),
    );
    expect([status, outputs[0]?.["text/plain"]]).toEqual(["ok", "0.5"]);
    expect(Object.keys(globalThis)).toEqual(before);
  });

  it("the script is read once, and answers questions about a notebook's text too", async () => {
    const read = vi.fn(async () => script);
    const loadEngine = engineFrom(read);
    const language = startWebLanguage(null, loadEngine);
    const [docs] = await Promise.all([
      language.ask([], { kind: "docs", name: "entropy" }),
      run("1", loadEngine),
      language.ask([], { kind: "docs", name: "softmax" }),
    ]);
    expect(JSON.stringify(docs)).toContain("entropy");
    expect(read).toHaveBeenCalledTimes(1);
    language.dispose();
  });

  it("a worker that never comes up hands over what it was told", async () => {
    class Forbidden {
      onerror: ((event: { message: string }) => void) | null = null;
      postMessage(): void {
        queueMicrotask(() => this.onerror?.({ message: "forbidden" }));
      }
      terminate(): void {
        this.onerror = null;
      }
    }
    vi.stubGlobal("Worker", Forbidden);
    const ended = await run(
      "1 + 1",
      engineFrom(async () => script),
      "blob:worker",
    );
    expect(ended.outputs[0]?.["text/plain"]).toBe("2");
  });

  it("a script that can't be read fails the cell and the question, and is asked for again", async () => {
    const read = vi.fn(unreadable);
    const loadEngine = engineFrom(read);
    const { status, failure } = await run("1", loadEngine);
    expect([status, failure?.code]).toEqual(["error", "Crash"]);
    expect(failure?.message).toContain("no such script");
    const language = startWebLanguage(null, loadEngine);
    expect(await language.ask([], { kind: "docs", name: "entropy" })).toBeNull();
    language.dispose();
    read.mockImplementation(async () => script);
    expect((await run("1", loadEngine)).status).toBe("ok");
  });

  it("only who wants a result is told that there is none, so that no session is started again without end", async () => {
    const died: string[] = [];
    const port = openLater(() => Promise.reject(new Error("no such script")))({
      event: () => undefined,
      died: (reason) => died.push(reason),
    });
    port.post({ type: "open", seed: 1, folder: null });
    port.post({ type: "cells", cells: [{ id: "a", source: "1" }] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(died).toEqual([]);
    port.post({ type: "run", cells: ["a"] });
    port.post({ type: "run", cells: ["a"] });
    expect(died).toEqual(["no such script"]);
  });
});

describe("where a web worker starts", () => {
  it("the script is not loaded a second time", () => {
    const Idle = class {
      postMessage(): void {}
      terminate(): void {}
    };
    vi.stubGlobal("Worker", Idle);
    const read = vi.fn(unreadable);
    const loadEngine = engineFrom(read);
    const session = startWebSession({ entryUrl: "blob:worker", loadEngine });
    const language = startWebLanguage("blob:worker", loadEngine);
    session.send({ type: "open", seed: 1, folder: null });
    void language.ask([], { kind: "docs", name: "entropy" });
    expect([session.place, read.mock.calls.length]).toEqual(["worker", 0]);
    session.dispose();
    language.dispose();
  });
});
