import { describe, expect, it } from "vitest";
import type { Event, Request } from "../../../src/model/index.ts";
import { openHere } from "../../../src/worker/openHere.ts";
import { PortFiles } from "../../../src/worker/portFiles.ts";

/** A session on this thread whose file questions are answered from `files`, as a web host answers them. */
function openWeb(files: Readonly<Record<string, Uint8Array>>) {
  const events: Event[] = [];
  const waiting: (() => void)[] = [];
  let asker: PortFiles | null = null;
  const open = openHere({
    files: (_folder, emit) => {
      asker = new PortFiles(emit);
      return asker;
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    answer: (answer) => asker?.answer(answer),
  });
  const port = open({
    died: () => undefined,
    event: (event) => {
      events.push(event);
      if (event.type === "openFile") port.post(opened(event.request, files[event.path], event.path));
      if (event.type === "readFile") {
        const bytes = files[event.path]?.slice(event.offset, event.offset + event.length);
        port.post({ type: "file", request: event.request, ...(bytes ? { bytes } : {}) });
      }
      for (const hear of waiting.splice(0)) hear();
    },
  });
  async function ended(cell: string): Promise<Extract<Event, { type: "ended" }>> {
    for (;;) {
      const found = events.find((event) => event.type === "ended" && event.cell === cell);
      if (found?.type === "ended") return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
  port.post({ type: "open", seed: 1, folder: "/" });
  return { port, ended, events };
}

function opened(request: number, bytes: Uint8Array | undefined, path: string): Request {
  return bytes ? { type: "file", request, size: bytes.length } : { type: "file", request, problem: `There is no file '${path}'.` };
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

describe("a session on the host's own thread", () => {
  it("runs a cell and answers as a worker would", async () => {
    const { port, ended } = openWeb({});
    port.post({ type: "cells", cells: [{ id: "a", source: "sum(softmax([1, 2, 3]))" }] });
    port.post({ type: "run", cells: ["a"] });
    const { status, outputs } = await ended("a");
    expect(status).toBe("ok");
    expect(Number(outputs[0]?.["text/plain"])).toBeCloseTo(1, 12);
  });

  it("asks its host for files and goes on with the answers", async () => {
    const { port, ended } = openWeb({ "z.json": text("[1, 2, 3]") });
    port.post({ type: "cells", cells: [{ id: "a", source: 'sum(load("z.json"))' }] });
    port.post({ type: "run", cells: ["a"] });
    expect((await ended("a")).outputs[0]?.["text/plain"]).toBe("6");
  });

  it("says what the host says of a file that is not there", async () => {
    const { port, ended } = openWeb({});
    port.post({ type: "cells", cells: [{ id: "a", source: 'load("z.json")' }] });
    port.post({ type: "run", cells: ["a"] });
    expect(await ended("a")).toMatchObject({ status: "error", failure: { code: "File", message: "There is no file 'z.json'." } });
  });

  it("stays open to an interrupt while it computes", async () => {
    const { port, ended } = openWeb({});
    port.post({
      type: "cells",
      cells: [{ id: "a", source: "sweep(softmax(linspace(0, 1, 100000), tau = t), t = linspace(1, 2, 10000))" }],
    });
    port.post({ type: "run", cells: ["a"] });
    await new Promise((resolve) => setTimeout(resolve, 50));
    port.post({ type: "interrupt" });
    expect((await ended("a")).status).toBe("cancelled");
  });

  it("says nothing more once it was terminated", async () => {
    const { port, events } = openWeb({});
    port.post({ type: "cells", cells: [{ id: "a", source: "1" }] });
    port.terminate();
    const heard = events.length;
    port.post({ type: "run", cells: ["a"] });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events.length).toBe(heard);
  });
});
