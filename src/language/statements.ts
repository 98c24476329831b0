import type { Token } from "./tokens.ts";

/** The tokens of one statement, and whether a `;` ends it. */
export interface StatementTokens {
  readonly tokens: readonly Token[];
  readonly hidden: boolean;
}

/** After these a newline does not end the statement: mathjs's parser skips to the operand. */
const CONTINUES = new Set("= ? : or xor and | ^| & == != < > <= >= << >> >>> to in + - * .* / ./ % mod ~ not ^ .^ ??".split(" "));
const OPENS = new Set(["(", "[", "{"]);
const CLOSES = new Set([")", "]", "}"]);

/** Splits a cell at the newlines and semicolons that are outside brackets, as mathjs's parseBlock does. */
export function splitStatements(tokens: readonly Token[]): StatementTokens[] {
  const statements: StatementTokens[] = [];
  let current: Token[] = [];
  let depth = 0;
  const end = (hidden: boolean): void => {
    if (current.length > 0) statements.push({ tokens: current, hidden });
    current = [];
  };
  for (const token of tokens) {
    if (token.kind === "operator" && OPENS.has(token.text)) depth++;
    if (token.kind === "operator" && CLOSES.has(token.text)) depth = Math.max(0, depth - 1);
    if (token.kind === "newline") {
      if (depth === 0 && !continues(current.at(-1))) end(false);
    } else if (depth === 0 && token.kind === "operator" && token.text === ";") end(true);
    else current.push(token);
  }
  end(false);
  return statements;
}

function continues(last: Token | undefined): boolean {
  return last?.kind === "operator" && CONTINUES.has(last.text);
}
