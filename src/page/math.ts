import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";
import temml from "temml";
import { escapeHtml } from "../output/index.ts";

/** Expansions of macros that one formula may take: a stranger's macro may call itself. */
const MAX_EXPAND = 1000;
const LONGEST = 20_000;

/** Teaches the Markdown reader `$…$` and `$$…$$`, as the editor's own preview reads them, typeset to MathML. */
export function addMath(markdown: MarkdownIt): void {
  markdown.inline.ruler.after("escape", "math", inlineMath);
  markdown.block.ruler.after("blockquote", "math", blockMath, { alt: ["paragraph", "reference", "blockquote", "list"] });
  markdown.renderer.rules.math = (tokens, index) => typeset(tokens[index]?.content ?? "", tokens[index]?.block ?? false);
}

/** A formula as MathML; what can't be read stands there as it was written. */
export function typeset(tex: string, displayMode: boolean): string {
  const options = {
    displayMode,
    throwOnError: true,
    trust: false,
    strict: false,
    maxExpand: MAX_EXPAND,
    maxSize: [20, 20] as [number, number],
  };
  try {
    if (tex.length <= LONGEST) return temml.renderToString(tex, options);
  } catch {
    // The formula itself tells a reader more than the error would.
  }
  return `<code class="unread">${escapeHtml(displayMode ? `$$${tex}$$` : `$${tex}$`)}</code>`;
}

/** `$x$`: no space inside the marks, no digit behind them, so that prices stay prices; `$$x$$` within a line is displayed. */
function inlineMath(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== "$") return false;
  const mark = src[pos + 1] === "$" ? "$$" : "$";
  const start = pos + mark.length;
  const end = closing(src, start, mark, state.posMax);
  const tex = end < 0 ? "" : src.slice(start, end);
  const bad = tex.trim() === "" || (mark === "$" && (/^\s|\s$/.test(tex) || /\d/.test(src[end + 1] ?? "")));
  if (bad) return passOver(state, mark, silent);
  if (!silent) push(state, tex, mark === "$$");
  state.pos = end + mark.length;
  return true;
}

/** Marks that begin no formula are text. */
function passOver(state: StateInline, mark: string, silent: boolean): boolean {
  if (!silent) state.pending += mark;
  state.pos += mark.length;
  return true;
}

function push(state: StateInline, tex: string, block: boolean): void {
  const token = state.push("math", "math", 0);
  token.content = tex;
  token.block = block;
}

/** Where the closing mark stands; -1 where there is none. */
function closing(src: string, start: number, mark: string, max: number): number {
  for (let at = start; at < max; at++) {
    if (src[at] === "\\") at += 1;
    else if (src.startsWith(mark, at)) return at;
  }
  return -1;
}

/** A paragraph that begins with `$$` up to the `$$` that ends a line. */
function blockMath(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const lineText = (line: number): string => state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
  const first = lineText(startLine);
  if (!first.startsWith("$$") || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const alone = first.slice(2).trimEnd();
  const lines = [alone];
  let line = startLine;
  while (!lines[lines.length - 1]?.trimEnd().endsWith("$$")) {
    line += 1;
    if (line >= endLine || (state.sCount[line] ?? 0) < state.blkIndent) return false;
    lines.push(lineText(line));
  }
  const tex = lines.join("\n").trimEnd().slice(0, -2);
  if (tex.includes("$$")) return false;
  if (silent) return true;
  state.line = line + 1;
  const token = state.push("math", "math", 0);
  token.block = true;
  token.content = tex.trim();
  token.map = [startLine, state.line];
  return true;
}
