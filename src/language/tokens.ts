/**
 * The tokens of mathjs's expression syntax with their places, which mathjs's own parser keeps to itself.
 * Follows getToken and the contexts of mathjs 15's expression/parse.js; a property test holds the two together.
 */
export interface Token {
  readonly kind: "name" | "number" | "string" | "operator" | "newline" | "unknown";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const WORD_OPERATORS = new Set(["mod", "to", "in", "and", "xor", "or", "not"]);
const OPERATORS = new Set(", ( ) [ ] { } ; + - * .* / ./ % ^ .^ ~ ! & | ^| = : ? ?. ?? == != < > <= >= << >> >>> . '".split(" "));
const NAME =
  /(?:[a-zA-Z_$\u00C0-\u02AF\u0370-\u03FF\u2100-\u214F]|\uD835[\uDC00-\uDFFF])(?:[a-zA-Z_$\u00C0-\u02AF\u0370-\u03FF\u2100-\u214F0-9]|\uD835[\uDC00-\uDFFF])*/y;
const NUMBER = /0[box][\w$]*(?:\.[\w$]*)?|(?:\d+(?:\.(?![*/^])\d*)?|\.\d+)(?:[eE](?=[\d+-])[+-]?\d*)?/y;
const SPACE = /(?:[ \t\r\u00A0]|#[^\n]*)+/y;
const STRING = /(["'])(?:\\[\s\S]|(?!\1)[^\\])*(?:\1|$)/y;

/** All tokens of a cell; spaces and comments are left out, newlines kept. Never throws: what it can't read is "unknown". */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = match(SPACE, text, at);
    if (space) {
      at += space.length;
      continue;
    }
    const token = tokenAt(text, at, tokens.at(-1));
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(text: string, at: number, previous: Token | undefined): Token {
  const make = (kind: Token["kind"], found: string): Token => ({ kind, text: found, start: at, end: at + found.length });
  if (text[at] === "\n") return make("newline", "\n");
  const string = text[at] === '"' || (text[at] === "'" && !endsValue(previous)) ? match(STRING, text, at) : undefined;
  if (string) return make("string", string);
  const number = match(NUMBER, text, at);
  if (number) return make("number", number);
  const name = match(NAME, text, at);
  if (name) return make(isWordOperator(name, previous) ? "operator" : "name", name);
  return operatorAt(text, at, make);
}

function operatorAt(text: string, at: number, make: (kind: Token["kind"], found: string) => Token): Token {
  for (const length of [3, 2, 1]) {
    const found = text.slice(at, at + length);
    // `a ?.5 : 1` is a conditional, not an optional chain.
    const chain = found === "?." && /\d/.test(text[at + 2] ?? "");
    if (found.length === length && OPERATORS.has(found) && !chain) return make("operator", found);
  }
  return make("unknown", text[at] ?? "");
}

/** `mod` and its like are operators between values, and plain names where a value or a property is expected. */
function isWordOperator(name: string, previous: Token | undefined): boolean {
  if (!WORD_OPERATORS.has(name) || previous?.text === "." || previous?.text === "?.") return false;
  return name === "not" || endsValue(previous);
}

/** Whether a value may end with this token, so that an apostrophe after it transposes. */
export function endsValue(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === "operator") return [")", "]", "}", "'", "!"].includes(token.text);
  return token.kind === "name" || token.kind === "number" || token.kind === "string";
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] || undefined;
}
