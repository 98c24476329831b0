import type { RendererMessage } from "../model/index.ts";

/** A specification holds some 1,000 marks; more than this is none. */
const LONGEST_TEXT = 10_000_000;

/** A message of a renderer, checked: it comes from a web page, which may send anything. Null for what is none of ours. */
export function rendererMessage(message: unknown): RendererMessage | null {
  if (typeof message !== "object" || message === null || !("type" in message)) return null;
  if (message.type === "hello") return { type: "hello" };
  if (message.type === "open") return openMessage(message);
  if (message.type === "pin") return pinMessage(message);
  if (message.type !== "control" || !("name" in message) || !("value" in message) || !("cell" in message)) return null;
  const { name, value, cell } = message;
  if (typeof name !== "string" || typeof cell !== "string") return null;
  if (typeof value !== "string" && typeof value !== "boolean" && !(typeof value === "number" && Number.isFinite(value))) return null;
  return { type: "control", name, value, cell };
}

function openMessage(message: object): RendererMessage | null {
  if (!("text" in message) || typeof message.text !== "string" || message.text.length > LONGEST_TEXT) return null;
  return { type: "open", text: message.text };
}

function pinMessage(message: object): RendererMessage | null {
  if (!("cell" in message) || !("slot" in message) || !("pinned" in message)) return null;
  const { cell, slot, pinned } = message;
  if (typeof cell !== "string" || typeof slot !== "number" || !Number.isInteger(slot) || typeof pinned !== "boolean") return null;
  return { type: "pin", cell, slot, pinned };
}
