import { parseArgs } from "node:util";
import { UsageError } from "./usage.ts";

const COMMANDS = ["run", "eval", "check", "export", "import"] as const;

export type Command = (typeof COMMANDS)[number];

/** What a notebook can be exported to: a document of it all, or one named value as data. */
const EXPORTS = ["html", "ipynb", "py", "csv", "json", "npy"] as const;

export type ExportFormat = (typeof EXPORTS)[number];

export interface Options {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly set: readonly { readonly name: string; readonly text: string }[];
  /** Seconds; Infinity without a limit. */
  readonly timeout: number;
  readonly out: string | null;
  readonly maxElements: number;
  readonly seed: number;
  /** Threads that compute; 0: one for each core. */
  readonly threads: number;
  /** Of `export`. */
  readonly to: ExportFormat | null;
  /** The value that `export` writes as data. */
  readonly name: string | null;
  /** Where `run` writes its assertions as JUnit XML. */
  readonly junit: string | null;
}

/** Options that a value follows. */
const VALUED = new Set(["--set", "--timeout", "--out", "--max-elements", "--seed", "--to", "--name", "--junit", "--threads"]);

/** Options that only some commands take; the rest go with all that run cells. */
const ONLY: Readonly<Record<string, readonly Command[]>> = {
  to: ["export"],
  name: ["export"],
  junit: ["run"],
  json: ["run", "eval", "check"],
  "max-elements": ["run", "eval", "check"],
  set: ["run", "eval", "check", "export"],
  timeout: ["run", "eval", "check", "export"],
  seed: ["run", "eval", "check"],
  threads: ["run", "eval", "export"],
};

/** The command line, checked. Throws UsageError. */
export function readOptions(argv: readonly string[]): Options {
  const { values, positionals } = parse(expressionLast(argv));
  const command = COMMANDS.find((name) => name === positionals[0]);
  if (!command) throw new UsageError(positionals[0] === undefined ? "a command is missing" : `unknown command '${positionals[0]}'`);
  const operands = positionals.slice(1);
  requireOperands(command, operands);
  for (const name of Object.keys(values))
    if (!(ONLY[name]?.includes(command) ?? true)) throw new UsageError(`${command} takes no --${name}`);
  const options = {
    command,
    operands,
    json: values.json ?? false,
    set: (values.set ?? []).map(readSetting),
    timeout: values.timeout === undefined ? Number.POSITIVE_INFINITY : readNumber("--timeout", values.timeout, 0),
    out: values.out ?? null,
    maxElements: values["max-elements"] === undefined ? 10_000 : readNumber("--max-elements", values["max-elements"], 0),
    seed: values.seed === undefined ? 0 : readNumber("--seed", values.seed, Number.NEGATIVE_INFINITY),
    threads: values.threads === undefined ? 0 : readCount("--threads", values.threads),
    to: command === "export" ? readFormat(values.to) : null,
    name: values.name ?? null,
    junit: values.junit ?? null,
  };
  requireAgreement(options);
  return options;
}

function requireOperands(command: Command, operands: readonly string[]): void {
  if (operands.length === 0) {
    if (command === "eval") throw new UsageError("eval takes an expression");
    throw new UsageError(`${command} takes ${command === "run" || command === "check" ? "at least one file" : "a file"}`);
  }
  if (command === "eval" && operands.length > 1) throw new UsageError("eval takes one expression: put it in quotes");
  if ((command === "export" || command === "import") && operands.length > 1) throw new UsageError(`${command} takes one file at a time`);
}

function readFormat(to: string | undefined): ExportFormat {
  const format = EXPORTS.find((name) => name === to);
  if (!format)
    throw new UsageError(to === undefined ? `export needs --to ${EXPORTS.join("|")}` : `--to is one of ${EXPORTS.join(", ")}, not '${to}'`);
  return format;
}

/** What options say together. */
function requireAgreement({ command, operands, to, name, out, json }: Options): void {
  if (name !== null && (to === "html" || to === "ipynb" || to === "py")) throw new UsageError("--name is for --to csv, json and npy");
  if (command !== "run" || out === null) return;
  const format = documentFormat(out);
  if (format === null) return;
  if (json) throw new UsageError(`--json does not go with --out ${out}`);
  if (operands.length > 1) throw new UsageError(`${out} can hold one notebook`);
}

/** The document that `run --out` writes by the path's ending; null where it is what `run` prints. */
export function documentFormat(path: string): "html" | "ipynb" | null {
  if (/\.html?$/i.test(path)) return "html";
  return /\.ipynb$/i.test(path) ? "ipynb" : null;
}

/** An expression may start with a minus: of `eval`'s arguments, what is none of our options is moved behind `--`. */
function expressionLast(argv: readonly string[]): readonly string[] {
  if (argv[0] !== "eval" || argv.includes("--")) return argv;
  const isExpression = (arg: string, i: number): boolean => arg.startsWith("-") && !/^--[a-z]/.test(arg) && !VALUED.has(argv[i - 1] ?? "");
  return [...argv.filter((arg, i) => !isExpression(arg, i)), "--", ...argv.filter(isExpression)];
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        set: { type: "string", multiple: true },
        timeout: { type: "string" },
        out: { type: "string" },
        "max-elements": { type: "string" },
        seed: { type: "string" },
        threads: { type: "string" },
        to: { type: "string" },
        name: { type: "string" },
        junit: { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readSetting(text: string): { name: string; text: string } {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(0, at)).trim();
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) throw new UsageError(`--set takes name=value, not '${text}'`);
  return { name, text: text.slice(at + 1).trim() };
}

function readNumber(name: string, text: string, min: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < min) throw new UsageError(`${name} takes a number${min === 0 ? " from 0" : ""}, not '${text}'`);
  return value;
}

function readCount(name: string, text: string): number {
  const value = readNumber(name, text, 0);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`${name} takes a whole number from 1, not '${text}'`);
  return value;
}
