import type { Event, Request } from "../../src/model/index.ts";
import type { PageData } from "../../src/page/index.ts";

export type Question = Extract<Event, { type: "openFile" | "readFile" }>;

const decoded = new Map<string, Uint8Array>();

/** The answer to a session that asks for one of the files in the page. */
export function fileAnswer(files: PageData["files"], question: Question): Extract<Request, { type: "file" }> {
  const { request, path } = question;
  const file = files.find((candidate) => candidate.path === path);
  if (file?.base64 === undefined) return { type: "file", request, problem: file?.problem ?? `'${path}' is not in this page.` };
  const bytes = decoded.get(path) ?? decode(file.base64);
  decoded.set(path, bytes);
  if (question.type === "openFile") return { type: "file", request, size: bytes.length };
  return { type: "file", request, bytes: bytes.slice(question.offset, question.offset + question.length) };
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
