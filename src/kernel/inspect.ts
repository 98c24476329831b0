import { present } from "../language/index.ts";
import { type CellLink, finish, type Value, type Variable } from "../model/index.ts";
import { formatValue } from "./formatValue.ts";
import type { Marks } from "./marks.ts";
import type { Notebook } from "./notebook.ts";

/** Longest text of a value in a list. */
const LONGEST = 120;
/** Elements that are summed for a list: a tenth of a millisecond's worth. */
const SUMMED = 65_536;

/** The variables by name, and how the cells hang together. Computes no more than small sums: what would have to be read is not. */
export function inspect(notebook: Notebook, marks: Marks): { variables: Variable[]; links: CellLink[] } {
  const { executor, graph } = notebook;
  const variables = [...executor.scope].flatMap(([name, raw]) => {
    const cell = executor.ownerOf(name);
    return cell === undefined ? [] : [variableOf(name, raw, cell)];
  });
  const known = graph.names;
  const links = [...graph.nodes].map(({ id, defines, uses }) => ({
    cell: id,
    defines: [...defines],
    uses: uses.filter((name) => known.has(name)),
    standing: marks.standing(id),
  }));
  return { variables: variables.sort((a, b) => (a.name < b.name ? -1 : 1)), links };
}

function variableOf(name: string, raw: unknown, cell: string): Variable {
  if (typeof raw === "function") return { name, type: "function", shape: [], value: functionText(raw), cell };
  const value = present(raw);
  const text = shortText(value);
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  const sum = sumOf(value);
  return { name, type: typeOf(value), shape: shapeOf(value), value: shown, ...(sum === undefined ? {} : { sum }), cell };
}

function sumOf(value: Value): string | undefined {
  if (value.kind !== "tensor" || value.shape.length === 0 || value.data.length > SUMMED) return undefined;
  let sum = 0;
  for (const x of value.data) sum += Number(x);
  return shortNumber(sum);
}

/** `x * tau` of `f(x) = x * tau`, which mathjs's functions carry with them. */
function functionText(raw: object): string {
  const { syntax, expr } = { syntax: Reflect.get(raw, "syntax"), expr: Reflect.get(raw, "expr") };
  return typeof syntax === "string" && typeof expr === "string" ? `${syntax} = ${expr}` : "";
}

function typeOf(value: Value): string {
  switch (value.kind) {
    case "tensor":
      return value.dtype;
    case "lazy":
      return `${value.dtype}, read as needed`;
    case "control":
      return value.control;
    default:
      return value.kind === "other" ? "value" : value.kind;
  }
}

function shapeOf(value: Value): readonly number[] {
  switch (value.kind) {
    case "tensor":
    case "lazy":
      return value.shape;
    case "distribution":
      return value.logits.shape;
    case "sweep":
      return [value.values.length];
    case "list":
      return [value.items.length];
    default:
      return [];
  }
}

function shortText(value: Value): string {
  switch (value.kind) {
    case "lazy":
      return "";
    case "tensor":
      return value.data.length > 6 ? `${Array.from(value.data.subarray(0, 6), shortNumber).join(", ")}, …` : finish(formatValue(value));
    case "distribution":
      return `tau ${value.tau}`;
    case "number":
      return shortNumber(value.value);
    default:
      return finish(formatValue(value));
  }
}

function shortNumber(x: number): string {
  return String(Number(x.toPrecision(6)));
}
