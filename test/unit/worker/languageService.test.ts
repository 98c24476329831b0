import { describe, expect, it } from "vitest";
import type { LanguageAnswer, LanguageRequest } from "../../../src/model/index.ts";
import { LanguageService, type OpenLanguagePort } from "../../../src/worker/languageService.ts";

/** A service over threads that do as they are told, and timers that are fired by hand. */
function stage() {
  const opened: { asked: LanguageRequest[]; answer: (answer: LanguageAnswer) => void; died: () => void; ended: boolean }[] = [];
  const open: OpenLanguagePort = ({ answer, died }) => {
    const port = { asked: [] as LanguageRequest[], answer, died, ended: false };
    opened.push(port);
    return {
      post: (request) => void port.asked.push(request),
      terminate: () => {
        port.ended = true;
      },
    };
  };
  const timers = new Set<() => void>();
  const after = (_ms: number, action: () => void) => {
    timers.add(action);
    return () => timers.delete(action);
  };
  return { opened, timers, service: new LanguageService({ open, after }) };
}

describe("a language service", () => {
  it("starts with the first question, and gives every answer to who asked", async () => {
    const { service, opened, timers } = stage();
    expect(opened).toHaveLength(0);
    const first = service.ask([], { kind: "docs", name: "a" });
    const second = service.ask([], { kind: "docs", name: "b" });
    const [port] = opened;
    port?.answer({ type: "answer", id: port.asked[1]?.id ?? 0, answer: "of b" });
    port?.answer({ type: "answer", id: port.asked[0]?.id ?? 0, answer: "of a" });
    expect(await Promise.all([first, second])).toEqual(["of a", "of b"]);
    expect(opened).toHaveLength(1);
    expect(timers.size).toBe(0);
  });

  it("gives null for what was asked of a thread that died, and starts another for the next question", async () => {
    const { service, opened } = stage();
    const lost = service.ask([], { kind: "docs", name: "a" });
    opened[0]?.died();
    expect(await lost).toBeNull();
    const next = service.ask([], { kind: "docs", name: "b" });
    opened[1]?.answer({ type: "answer", id: opened[1].asked[0]?.id ?? 0, answer: "of b" });
    expect(await next).toBe("of b");
  });

  it("ends a thread that does not answer in time", async () => {
    const { service, opened, timers } = stage();
    const lost = service.ask([], { kind: "docs", name: "a" });
    for (const fire of [...timers]) fire();
    expect(await lost).toBeNull();
    expect(opened[0]?.ended).toBe(true);
  });

  it("answers nothing once it is disposed of", async () => {
    const { service, opened } = stage();
    const lost = service.ask([], { kind: "docs", name: "a" });
    service.dispose();
    expect(await lost).toBeNull();
    expect(await service.ask([], { kind: "docs", name: "b" })).toBeNull();
    expect(opened).toHaveLength(1);
  });
});
