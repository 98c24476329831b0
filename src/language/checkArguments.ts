import { type Failure, FailureError, finish, MustWait } from "../model/index.ts";
import type { Bound, Given } from "./callEntry.ts";
import type { Kind } from "./kinds.ts";
import type { Node } from "./nodes.ts";
import type { RunnableEntry } from "./vocabulary/entry.ts";

/** Arguments that are written out as a number, a text or a truth value, and that their parameter would refuse. */
export function checkArguments(entry: RunnableEntry, bound: Bound): Failure[] {
  return entry.declared.flatMap(({ name, kind }) => (bound.parameters.get(name) ?? []).flatMap((given) => refusal(kind, given) ?? []));
}

function refusal(kind: Kind<unknown>, { node, span }: Given): Failure | undefined {
  const value = node && !kind.unevaluated ? literal(node) : undefined;
  if (!value) return undefined;
  try {
    finish(kind.read(value.is));
    return undefined;
  } catch (error) {
    if (error instanceof MustWait) return undefined;
    if (!(error instanceof FailureError)) throw error;
    return { ...error.failure, ...(span ? { span } : {}) };
  }
}

/** The value of an argument that is one word. */
function literal(node: Node): { readonly is: unknown } | undefined {
  if (node.type === "ParenthesisNode") return literal(node.content);
  if (node.type === "ConstantNode") return { is: node.value };
  if (node.type !== "OperatorNode" || node.fn !== "unaryMinus" || node.args[0]?.type !== "ConstantNode") return undefined;
  const { value } = node.args[0];
  return typeof value === "number" ? { is: -value } : undefined;
}
