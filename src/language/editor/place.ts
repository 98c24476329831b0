import type { Span } from "../../model/index.ts";
import { type Token, tokenize } from "../tokens.ts";

/** A call that is open at the cursor. */
export interface OpenCall {
  readonly name: string;
  /** The name's place, and that of the bracket's inside up to the cursor. */
  readonly nameSpan: Span;
  readonly start: number;
  /** Which argument the cursor is in, from 0. */
  readonly argument: number;
  /** `tau` where the cursor is in `tau = …`. */
  readonly keyword: string | undefined;
  /** Keywords of the arguments before this one. */
  readonly given: readonly string[];
  /** Arguments before this one that have no keyword. */
  readonly positional: number;
  /** Where the present argument's text begins; the cursor where there is none yet. */
  readonly argumentStart: number;
}

/** What stands at a place of a cell whose text may be half typed. */
export interface Place {
  readonly offset: number;
  /** The name that ends at the cursor; empty where there is none. */
  readonly prefix: Span;
  /** The inside of the string that the cursor is in. */
  readonly string: Span | undefined;
  readonly comment: boolean;
  /** After a dot: a property is being typed. */
  readonly member: boolean;
  /** The calls that are open, the innermost last. */
  readonly calls: readonly OpenCall[];
}

/** Reads a cell's text up to `offset` (UTF-16), by its tokens alone. Never throws. */
export function placeAt(source: string, offset: number): Place {
  const text = source.slice(0, offset);
  const tokens = tokenize(text);
  const last = tokens.at(-1);
  const string = last && isOpenString(last) ? { start: last.start + 1, end: offset } : undefined;
  const typed = last !== undefined && last.end === offset && isWord(last) ? last : undefined;
  const before = typed ? tokens.at(-2) : last;
  return {
    offset,
    prefix: typed ? { start: typed.start, end: offset } : { start: offset, end: offset },
    string,
    comment: !string && text.slice(last?.end ?? 0).includes("#") && !text.slice(last?.end ?? 0).includes("\n"),
    member: before?.kind === "operator" && (before.text === "." || before.text === "?."),
    calls: openCalls(tokens, offset),
  };
}

function isWord(token: Token): boolean {
  return token.kind === "name" || (token.kind === "operator" && /^[a-z]+$/.test(token.text));
}

function isOpenString({ kind, text }: Token): boolean {
  return kind === "string" && (text.length === 1 || text.at(-1) !== text[0] || /(?:^|[^\\])(?:\\\\)*\\["']$/.test(text));
}

/** One open bracket: a call's, or another's. */
interface Bracket {
  readonly call: Token | undefined;
  readonly start: number;
  argument: number;
  keyword: string | undefined;
  given: string[];
  positional: number;
  argumentStart: number | undefined;
}

function openCalls(tokens: readonly Token[], offset: number): OpenCall[] {
  const open: Bracket[] = [];
  for (const [i, token] of tokens.entries()) {
    const top = open.at(-1);
    if (top && token.kind !== "newline" && token.text !== ",") top.argumentStart ??= token.start;
    if (token.kind !== "operator") continue;
    if (token.text === "(" || token.text === "[" || token.text === "{") open.push(bracketOf(tokens, i));
    else if (token.text === ")" || token.text === "]" || token.text === "}") open.pop();
    else if (top && token.text === ",") nextArgument(top);
    else if (top && token.text === "=") startKeyword(top, tokens[i - 1]);
  }
  return open.flatMap((bracket) => callOf(bracket, offset) ?? []);
}

function bracketOf(tokens: readonly Token[], i: number): Bracket {
  const [before, token] = [tokens[i - 1], tokens[i]];
  const call = token?.text === "(" && before?.kind === "name" ? before : undefined;
  return { call, start: token?.end ?? 0, argument: 0, keyword: undefined, given: [], positional: 0, argumentStart: undefined };
}

function nextArgument(bracket: Bracket): void {
  if (bracket.keyword === undefined) bracket.positional += 1;
  else bracket.given.push(bracket.keyword);
  bracket.argument += 1;
  bracket.keyword = undefined;
  bracket.argumentStart = undefined;
}

/** A `=` makes a keyword only of the name that begins its argument. */
function startKeyword(bracket: Bracket, before: Token | undefined): void {
  if (before?.kind === "name" && before.start === bracket.argumentStart) bracket.keyword = before.text;
}

function callOf({ call, start, argument, keyword, given, positional, argumentStart }: Bracket, offset: number): OpenCall | undefined {
  if (!call) return undefined;
  const nameSpan = { start: call.start, end: call.end };
  return { name: call.text, nameSpan, start, argument, keyword, given, positional, argumentStart: argumentStart ?? offset };
}

/** The word that the offset is in or at the end of. */
export function wordAt(source: string, offset: number): Token | undefined {
  return tokenize(source).find((token) => token.kind === "name" && token.start <= offset && offset <= token.end);
}
