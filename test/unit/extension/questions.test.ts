import { expect, it } from "vitest";
import { Questions } from "../../../src/extension/questions.ts";
import type { Request } from "../../../src/model/index.ts";

const sent: Request[] = [];
const handle = {
  send: (request: Request) => void sent.push(request),
  onEvent: () => undefined,
  dispose: () => undefined,
  place: "here",
} as const;

it("one look at the names answers all who asked for them", async () => {
  const questions = new Questions();
  const asked = [questions.ask(handle, { type: "inspect" }), questions.ask(handle, { type: "inspect" })];
  const answer = { type: "inspection", variables: [], links: [] } as const;
  questions.answer(answer);
  expect(await Promise.all(asked)).toEqual([answer, answer]);
});

it("nobody waits for a session that is gone", async () => {
  const questions = new Questions();
  const asked = questions.ask(handle, { type: "inspect" });
  questions.drop();
  expect(await asked).toBeNull();
  expect(await questions.ask(null, { type: "inspect" })).toBeNull();
});
