import { answerLanguage } from "../language/index.ts";
import type { LanguageAnswer, LanguageRequest } from "../model/index.ts";

/** Answers one question about a notebook's text. */
export function answerRequest({ id, cells, query }: LanguageRequest): LanguageAnswer {
  return { type: "answer", id, answer: answerLanguage(cells, query) };
}
