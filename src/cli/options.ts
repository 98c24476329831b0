import { parseArgs } from "node:util";
import { UsageError } from "./usage.ts";

export interface Options {
  readonly command: "run" | "eval" | "check";
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly set: readonly { readonly name: string; readonly text: string }[];
  /** Seconds; Infinity without a limit. */
  readonly timeout: number;
  readonly out: string | null;
  readonly maxElements: number;
  readonly seed: number;
}

/** Options that a value follows. */
const VALUED = new Set(["--set", "--timeout", "--out", "--max-elements", "--seed"]);

const COMMANDS = ["run", "eval", "check"] as const;

/** The command line, checked. Throws UsageError. */
export function readOptions(argv: readonly string[]): Options {
  const { values, positionals } = parse(expressionLast(argv));
  const command = COMMANDS.find((name) => name === positionals[0]);
  if (!command) throw new UsageError(positionals[0] === undefined ? "a command is missing" : `unknown command '${positionals[0]}'`);
  const operands = positionals.slice(1);
  if (operands.length === 0) throw new UsageError(command === "eval" ? "eval takes an expression" : `${command} takes at least one file`);
  if (command === "eval" && operands.length > 1) throw new UsageError("eval takes one expression: put it in quotes");
  return {
    command,
    operands,
    json: values.json ?? false,
    set: (values.set ?? []).map(readSetting),
    timeout: values.timeout === undefined ? Number.POSITIVE_INFINITY : readNumber("--timeout", values.timeout, 0),
    out: values.out ?? null,
    maxElements: values["max-elements"] === undefined ? 10_000 : readNumber("--max-elements", values["max-elements"], 0),
    seed: values.seed === undefined ? 0 : readNumber("--seed", values.seed, Number.NEGATIVE_INFINITY),
  };
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
