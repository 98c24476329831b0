import type { Failure, Span } from "./failure.ts";

/** A code cell's text, as everything that reads a notebook without running it sees one. */
export interface Source {
  readonly source: string;
}

export type CompletionKind = "function" | "mathFunction" | "variable" | "parameter" | "keyword" | "option" | "constant";

/** One thing that could stand at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What takes the place of `Completions.replace`; `$1` of a snippet is where the cursor goes on. */
  readonly insert: string;
  readonly snippet: boolean;
  /** One line: a signature, a default. */
  readonly detail: string;
  /** Order among those that match equally well. */
  readonly sort: string;
}

export interface Completions {
  readonly replace: Span;
  readonly items: readonly Completion[];
  /** The cursor is in the path of a file: its folder's entries are what could stand here. */
  readonly file: boolean;
}

/** The signature of the call that the cursor is in. Docs are Markdown. */
export interface SignatureHelp {
  readonly label: string;
  readonly docs: string;
  /** Places of the parameters in the label, as [start, end). */
  readonly parameters: readonly { readonly span: readonly [number, number]; readonly docs: string }[];
  /** Index of the one that is being typed; −1 where there is none. */
  readonly active: number;
}

export interface Hover {
  readonly span: Span;
  /** What can be said without running the notebook. */
  readonly markdown: string;
  /** A name of the notebook, whose value a session may know. */
  readonly variable: string | undefined;
}

/** A place in a notebook: a span of the cell of that index. */
export interface Location {
  readonly cell: number;
  readonly span: Span;
}

export type Rename = { readonly places: readonly Location[] } | { readonly refused: string };

/** One line of a cell's outline: its whole statement, and the name in it. */
export interface OutlineSymbol {
  readonly name: string;
  readonly kind: "function" | "control" | "variable";
  readonly span: Span;
  readonly nameSpan: Span;
}

/** The kinds of names that an editor colours apart. */
export type TokenKind = "function" | "libraryFunction" | "mathFunction" | "variable" | "parameter" | "keyword" | "constant" | "unit";

export interface SemanticToken {
  readonly span: Span;
  readonly kind: TokenKind;
  readonly defines: boolean;
}

/** What is wrong with a cell ("error"), or could be written better ("advice"). */
export interface Diagnostic {
  readonly cell: number;
  readonly severity: "error" | "advice";
  readonly failure: Pick<Failure, "message" | "span" | "suggestion"> & { readonly code: Failure["code"] | "Advice" };
}

/** A name, and where a note on its value may stand. */
export interface ValuePlace {
  readonly name: string;
  readonly end: number;
}

/** Questions about a notebook's text, each with its answer. Offsets are UTF-16, in the cell of that index. */
export interface LanguageAnswers {
  readonly completions: Completions;
  readonly signature: SignatureHelp | null;
  readonly hover: Hover | null;
  readonly definitions: readonly Location[];
  readonly references: readonly Location[];
  readonly renameable: { readonly name: string; readonly span: Span } | null;
  readonly rename: Rename;
  readonly symbols: readonly OutlineSymbol[];
  readonly tokens: readonly SemanticToken[];
  readonly values: readonly ValuePlace[];
  readonly diagnostics: readonly Diagnostic[];
  /** Of a function or constant by its name, as Markdown. */
  readonly docs: string | null;
}

type AtCursor = "completions" | "signature" | "hover" | "definitions" | "references" | "renameable";
type OfCell = "symbols" | "tokens" | "values";

export type LanguageQuery =
  | { readonly kind: AtCursor; readonly cell: number; readonly offset: number }
  | { readonly kind: "rename"; readonly cell: number; readonly offset: number; readonly to: string }
  | { readonly kind: OfCell; readonly cell: number }
  | { readonly kind: "diagnostics" }
  | { readonly kind: "docs"; readonly name: string };

/** A question to a language service, wherever it runs. */
export interface LanguageRequest {
  readonly type: "language";
  readonly id: number;
  readonly cells: readonly Source[];
  readonly query: LanguageQuery;
}

export interface LanguageAnswer {
  readonly type: "answer";
  readonly id: number;
  readonly answer: LanguageAnswers[keyof LanguageAnswers];
}
