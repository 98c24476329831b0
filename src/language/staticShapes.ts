import { broadcastShapes } from "../engine/index.ts";
import { type Failure, FailureError } from "../model/index.ts";
import { keywordOf } from "./keywords.ts";
import type { FunctionNode, Node, OperatorNode } from "./nodes.ts";
import type { Program, Statement } from "./program.ts";
import { childrenOf } from "./tree.ts";

type Shape = readonly number[];

const ELEMENTWISE = new Set(["add", "subtract", "dotMultiply", "dotDivide", "dotPow"]);
/** Functions whose result has the shape of their first argument. */
const KEEPING = new Set(
  "softmax log_softmax softmin hardmax sparsemax entmax15 entmax softmax1 sigmoid log_sigmoid logit standardize exp log sqrt abs sin cos tanh square cube float16 bfloat16 float32 float64 int32 temperature top_k top_p min_p".split(
    " ",
  ),
);
/** Functions of two arguments that broadcast. */
const BROADCASTING = new Set("logaddexp xlogy xlog1py rel_entr kl_div kl_divergence js_divergence total_variation hellinger".split(" "));

/**
 * Shapes that a notebook's text alone tells: of literals, of calls with literal sizes, and of names that one plain assignment
 * defines. What it can't tell it leaves open; it never guesses.
 */
export class StaticShapes {
  readonly #values = new Map<string, Node | null>();
  readonly #known = new Map<string, Shape | undefined>();

  constructor(programs: readonly Program[]) {
    for (const { statements } of programs) for (const statement of statements) this.#define(statement);
  }

  /** Operators and functions of a statement whose arguments do not fit together. */
  mismatches(statement: Statement): Failure[] {
    const failures: Failure[] = [];
    const visit = (node: Node): void => {
      // What a function's parameters are is known only when it is called.
      if (node.type === "FunctionAssignmentNode") return;
      for (const child of childrenOf(node)) visit(child);
      const failure = this.#mismatch(node);
      const span = statement.spans.of(node) ?? statement.span;
      if (failure) failures.push({ ...failure, span });
    };
    visit(statement.node);
    return failures;
  }

  #define({ node, defines }: Statement): void {
    const plain = node.type === "AssignmentNode" && !node.index && node.object.type === "SymbolNode";
    for (const name of defines) this.#values.set(name, plain && !this.#values.has(name) ? node.value : null);
  }

  #mismatch(node: Node): Failure | undefined {
    const pair = this.#pair(node);
    if (pair) return attempt(() => broadcastShapes(pair[0], pair[1])).failure;
    if (node.type !== "OperatorNode" || node.fn !== "multiply") return undefined;
    const [a, b] = node.args.map((arg) => this.of(arg));
    const [inner, outer] = [a?.at(-1), b?.at(-2) ?? b?.[0]];
    if (!a || !b || inner === undefined || outer === undefined || inner === outer) return undefined;
    return {
      code: "Shape",
      message: `The inner sizes of a matrix product agree; [${a.join(", ")}] * [${b.join(", ")}] has ${inner} and ${outer}. Element by element is .*`,
    };
  }

  /** The shapes of two arguments that are to be broadcast. */
  #pair(node: Node): readonly [Shape, Shape] | undefined {
    const args = node.type === "OperatorNode" && ELEMENTWISE.has(node.fn) ? node.args : broadcastArguments(node);
    const [a, b] = (args ?? []).map((arg) => this.of(arg));
    return a && b && args?.length === 2 ? [a, b] : undefined;
  }

  of(node: Node): Shape | undefined {
    switch (node.type) {
      case "ConstantNode":
        return typeof node.value === "number" ? [] : undefined;
      case "ParenthesisNode":
        return this.of(node.content);
      case "SymbolNode":
        return this.#name(node.name);
      case "ArrayNode":
        return this.#array(node.items);
      case "OperatorNode":
        return this.#operator(node);
      case "FunctionNode":
        return this.#call(node);
      default:
        return undefined;
    }
  }

  #name(name: string): Shape | undefined {
    if (this.#known.has(name)) return this.#known.get(name);
    // A name that needs itself stays open.
    this.#known.set(name, undefined);
    const value = this.#values.get(name);
    const shape = value ? this.of(value) : undefined;
    this.#known.set(name, shape);
    return shape;
  }

  #array(items: readonly Node[]): Shape | undefined {
    const shapes = items.map((item) => this.of(item));
    const first = shapes[0];
    return first && shapes.every((shape) => shape?.join() === first.join()) ? [items.length, ...first] : undefined;
  }

  #operator(node: OperatorNode): Shape | undefined {
    const [a, b] = node.args.map((arg) => this.of(arg));
    if (node.fn === "unaryMinus" || node.fn === "unaryPlus") return a;
    if (node.fn === "ctranspose" || node.fn === "transpose") return a && [...a].reverse();
    if (!a || !b) return undefined;
    if (ELEMENTWISE.has(node.fn)) return attempt(() => broadcastShapes(a, b)).value;
    if (node.fn === "divide") return b.length === 0 ? a : undefined;
    if (node.fn !== "multiply") return undefined;
    if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
    return a.length <= 2 && b.length <= 2 ? [...a.slice(0, -1), ...(b.length === 2 ? b.slice(1) : [])] : undefined;
  }

  #call(node: FunctionNode): Shape | undefined {
    const name = node.fn.type === "SymbolNode" && !this.#values.has(node.fn.name) ? node.fn.name : "";
    const [first] = node.args;
    if (!first || keywordOf(first) !== undefined) return undefined;
    if (KEEPING.has(name)) return this.of(first);
    if (name === "linspace" || name === "logspace") return sizes(node.args.slice(2, 3));
    if (name === "ones" || name === "zeros") return sizes(node.args);
    if (name === "identity") return sizes([first, first]);
    if (name === "randn" || name === "rand" || name === "gumbel_noise")
      return first.type === "ArrayNode" ? sizes(first.items) : sizes([first]);
    const pair = this.#pair(node);
    return pair && attempt(() => broadcastShapes(pair[0], pair[1])).value?.slice(0, LAST_AXIS.has(name) ? -1 : undefined);
  }
}

/** Of those that broadcast, the ones that then sum over the last axis. */
const LAST_AXIS = new Set("kl_divergence js_divergence total_variation hellinger".split(" "));

function broadcastArguments(node: Node): readonly Node[] | undefined {
  if (node.type !== "FunctionNode" || node.fn.type !== "SymbolNode" || !BROADCASTING.has(node.fn.name)) return undefined;
  return node.args.some((arg) => keywordOf(arg) !== undefined) ? undefined : node.args;
}

function sizes(nodes: readonly Node[]): Shape | undefined {
  const list = nodes.flatMap((node) => (node.type === "ConstantNode" && Number.isInteger(node.value) ? [Number(node.value)] : []));
  return list.length === nodes.length && list.length > 0 ? list : undefined;
}

function attempt<T>(work: () => T): { readonly value?: T; readonly failure?: Failure } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { failure: error.failure };
  }
}
