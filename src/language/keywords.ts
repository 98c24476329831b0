import { type Failure, nearest } from "../model/index.ts";
import type { Node } from "./nodes.ts";
import type { Entry } from "./vocabulary/entry.ts";

/** The keyword of an argument `name = value`. */
export function keywordOf(node: Node): string | undefined {
  return node.type === "AssignmentNode" && !node.index && node.object.type === "SymbolNode" ? node.object.name : undefined;
}

export function nearestKeyword(entry: Entry, keyword: string): string | undefined {
  return nearest(
    keyword,
    entry.parameters.map((parameter) => parameter.name),
  );
}

export function keywordFailure(entry: Entry, keyword: string, suggestion: string | undefined): Failure {
  const hint =
    suggestion === undefined
      ? `It takes ${entry.parameters.map((parameter) => parameter.name).join(", ")}.`
      : `Did you mean '${suggestion}'?`;
  return {
    code: "UnknownKeyword",
    message: `${entry.name} has no argument '${keyword}'. ${hint}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
