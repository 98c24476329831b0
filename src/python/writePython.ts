import { parseCell, type Statement } from "../language/index.ts";
import type { NotebookText } from "../notebook/index.ts";
import { definitionsOf } from "./library.ts";
import { Translator, Untranslatable } from "./translate.ts";

/** A statement that the script lacks. */
export interface LeftOut {
  readonly cell: number;
  readonly source: string;
  readonly reason: string;
}

export interface PythonScript {
  readonly text: string;
  readonly left: readonly LeftOut[];
}

/**
 * The notebook as a script for Python with NumPy, SciPy and Matplotlib: text as comments, cells in order, what is shown printed and
 * drawn. What has no counterpart stands there as a comment with the reason, and so does all that needs it.
 */
export function writePython(notebook: NotebookText, title: string): PythonScript {
  const writer = new Writer(definedIn(notebook));
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.kind === "markdown") writer.comment(cell.source);
    else writer.cell(index, cell.source);
  }
  return { text: writer.script(title), left: writer.left };
}

function definedIn({ cells }: NotebookText): ReadonlySet<string> {
  return new Set(cells.flatMap((cell) => (cell.kind === "code" ? parseCell(cell.source).defines : [])));
}

class Writer {
  readonly left: LeftOut[] = [];
  readonly #translator: Translator;
  readonly #lines: string[] = [];
  /** Names whose statements were left out. */
  readonly #missing = new Set<string>();

  constructor(defined: ReadonlySet<string>) {
    this.#translator = new Translator(defined);
  }

  comment(text: string): void {
    this.#lines.push("", ...text.split(/\r\n|\n|\r/).map((line) => `# ${line}`.trimEnd()), "");
  }

  cell(index: number, source: string): void {
    const { statements, failure } = parseCell(source);
    for (const [i, statement] of statements.entries()) this.#statement(index, source, statement, i === statements.length - 1);
    if (failure) this.#leave(index, source, [], `it can't be read: ${failure.message}`);
  }

  script(title: string): string {
    const summary =
      this.left.length === 0
        ? "Nothing was left out."
        : `Left out, as having no counterpart here: ${this.left.length} ${this.left.length === 1 ? "statement" : "statements"}, marked LEFT OUT below.`;
    const imports =
      "import json\n\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport scipy.interpolate\nimport scipy.optimize\nimport scipy.special";
    const head = `${docstring(`${title}\n\nExported from a softmax notebook. ${summary} Random draws differ from the notebook's.`)}\n${imports}`;
    const body = this.#lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
    return `${[head, ...definitionsOf(this.#translator.used)].join("\n\n\n")}\n\n\n${body}\n\nplt.show()\n`;
  }

  #statement(cell: number, source: string, statement: Statement, last: boolean): void {
    const text = source.slice(statement.span.start, statement.span.end);
    try {
      const lost = statement.reads.find((name) => this.#missing.has(name));
      if (lost !== undefined) throw new Untranslatable(`it needs ${lost}, which was left out`);
      this.#lines.push(...this.#written(statement, last));
      for (const name of statement.defines) this.#missing.delete(name);
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error;
      this.#leave(cell, text, statement.defines, error.message);
    }
  }

  #leave(cell: number, source: string, defines: readonly string[], reason: string): void {
    this.left.push({ cell, source, reason });
    for (const name of defines) this.#missing.add(name);
    const [first = "", ...more] = source.split(/\r\n|\n|\r/);
    this.#lines.push(`# LEFT OUT (${reason.replace(/\s+/g, " ")}): ${first}`, ...more.map((line) => `#     ${line}`));
  }

  #written({ node, hidden }: Statement, last: boolean): readonly string[] {
    const translator = this.#translator;
    if (node.type === "FunctionAssignmentNode") {
      const body = translator.expression(node.expr, new Set(node.params));
      return [
        `def ${translator.name(node.name)}(${node.params.map((name) => translator.name(name)).join(", ")}):`,
        `    return ${body}`,
        "",
      ];
    }
    if (node.type === "AssignmentNode") return this.#assigned(node, hidden || !last);
    const value = translator.expression(node);
    const silent = hidden || /^(?:plot|heatmap|histogram|reliability|check)\(/.test(value);
    return [silent ? value : `${translator.use("show")}(${value})`];
  }

  #assigned({ object, index, value }: Extract<Statement["node"], { type: "AssignmentNode" }>, silent: boolean): readonly string[] {
    const translator = this.#translator;
    if (object.type !== "SymbolNode") throw new Untranslatable("an assignment to a part of a part");
    const name = translator.name(object.name);
    const written = translator.expression(value);
    const made = index ? `${translator.use("put")}(${name}, ${written}, ${translator.indices(name, index, new Set())})` : written;
    return [`${name} = ${made}`, ...(silent ? [] : [`${translator.use("show")}(${name})`])];
  }
}

/** A text as the script's own description. */
function docstring(text: string): string {
  return `"""${text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"').replace(/"$/, '\\"')}"""`;
}
