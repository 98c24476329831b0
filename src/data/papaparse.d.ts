// The part of papaparse that parseTable.ts uses. Its own types pull in those of Node, which this layer may not touch.
interface ParserSettings {
  readonly delimiter: string;
  readonly newline: "\n";
}

interface ParserError {
  readonly message: string;
  /** 0-based, among the rows of one call. */
  readonly row?: number;
}

interface Parsed {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly ParserError[];
  /** Where the first row that was not taken begins. */
  readonly meta: { readonly cursor: number };
}

declare const Papa: {
  readonly Parser: new (settings: ParserSettings) => { parse(input: string, base: number, ignoreLastRow: boolean): Parsed };
};
export default Papa;
