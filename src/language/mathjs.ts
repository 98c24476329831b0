import * as library from "mathjs";
import type { Node, SymbolNode } from "./nodes.ts";

/** A function of mathjs as the expression parser sees it: indices count from 1, and some take their arguments unevaluated. */
export type MathFunction = ((...args: unknown[]) => unknown) & { readonly rawArgs?: boolean };

/** Names and values that a piece of mathjs is evaluated in. */
export interface Names {
  has(name: string): boolean;
  get(name: string): unknown;
  set(name: string, value: unknown): unknown;
  keys(): IterableIterator<string>;
}

export interface Matrix {
  readonly isMatrix: true;
  size(): number[];
  /** Nested arrays, not copied. */
  valueOf(): unknown;
}

/** The one instance of mathjs. Nothing of it but the seed of its random numbers is changed after this line. */
// SAFETY: `all` is always there; its declaration is optional for the sake of the `number` build.
const math = library.create(library.all as library.FactoryFunctionMap);

// SAFETY: mathjs sets this object on every instance (core/create.js); its declarations leave it out.
const namespace = (math.expression as unknown as { mathWithTransform: Readonly<Record<string, unknown>> }).mathWithTransform;

/** Names of mathjs that are closed to notebooks, and why. */
const CLOSED: Readonly<Record<string, string>> = {
  import: "changes the instance",
  config: "changes the instance",
  createUnit: "changes the instance",
  create: "hands out an instance",
  typed: "hands out the instance's own functions",
  chain: "hands out an object with every function, the closed ones too",
  evaluate: "runs text",
  parse: "gives a node, which runs",
  parser: "gives an object that runs text",
  compile: "gives code that runs",
  simplify: "reads text and gives a node, which runs",
  simplifyCore: "reads text and gives a node, which runs",
  simplifyConstant: "reads text and gives a node, which runs",
  derivative: "reads text and gives a node, which runs",
  rationalize: "reads text and gives a node, which runs",
  resolve: "reads text and gives a node, which runs",
  symbolicEqual: "reads text",
  leafCount: "reads text",
  reviver: "makes objects of any class from data",
  replacer: "belongs to reviver",
};

export const closedNames: readonly string[] = Object.keys(CLOSED);

export function isClosed(name: string): boolean {
  return Object.hasOwn(CLOSED, name);
}

/** Whether mathjs itself knows the name, as a function or a constant. */
export function knows(name: string): boolean {
  return Object.hasOwn(namespace, name) && !isClosed(name);
}

/** A function or constant of mathjs; undefined where there is none or it is closed. */
export function lookUp(name: string): unknown {
  return knows(name) ? namespace[name] : undefined;
}

/** A function that mathjs surely has. */
export function mathFunction(name: string): MathFunction {
  const value = lookUp(name);
  if (typeof value !== "function") throw new Error(`mathjs has no function ${name}`);
  // SAFETY: every function of the namespace takes what it is given and checks it itself.
  return value as MathFunction;
}

export function isFunctionName(name: string): boolean {
  return typeof lookUp(name) === "function";
}

let functionNames: ReadonlyMap<unknown, string> | undefined;

/** The name under which mathjs has this function; undefined for any other value. */
export function functionName(value: unknown): string | undefined {
  if (typeof value !== "function") return undefined;
  // Not at once: mathjs makes each function when it is first read, which takes a third of a second for all.
  functionNames ??= new Map(Object.entries(namespace).flatMap(([name, own]) => (typeof own === "function" ? [[own, name] as const] : [])));
  return functionNames.get(value);
}

/** All open names of mathjs. */
export function mathNames(): string[] {
  return Object.keys(namespace).filter(knows);
}

/** mathjs's own description of one of its functions or constants. */
export interface MathDocs {
  readonly name?: string;
  readonly category?: string;
  readonly description?: string;
  readonly syntax?: readonly string[];
  readonly examples?: readonly string[];
}

export function mathDocs(): Readonly<Record<string, MathDocs>> {
  // SAFETY: mathjs exports its embedded documentation as `docs`, a record of such objects; its declarations leave it out.
  return Reflect.get(library, "docs") as Readonly<Record<string, MathDocs>>;
}

/** Parses one statement. Throws SyntaxError with `char` (1-based), or RangeError where the stack does not suffice. */
export function parse(text: string): Node {
  // SAFETY: `Node` lists every class that mathjs's parser constructs.
  return math.parse(text) as unknown as Node;
}

/** A node that stands for the value bound to `name`. */
export function placeholder(name: string): SymbolNode {
  // SAFETY: as in `parse`.
  return new math.SymbolNode(name) as unknown as SymbolNode;
}

/** Evaluates `text`, a text of ours and never the user's, with `values` bound. */
export function evaluateTemplate(text: string, values: ReadonlyMap<string, unknown>): unknown {
  const cached = templates.get(text);
  const code = cached ?? math.compile(text);
  if (!cached) templates.set(text, code);
  // SAFETY: mathjs takes any Map as a scope; a template only reads it, or writes the names that it binds.
  return code.evaluate(values as Map<string, unknown>);
}
const templates = new Map<string, { evaluate(scope: Map<string, unknown>): unknown }>();

/** Evaluates one node of the user's whose names are all bound in `values`. */
export function evaluateNode(node: Node, values: ReadonlyMap<string, unknown>): unknown {
  // SAFETY: every Node came from mathjs.
  return (node as unknown as { compile(): { evaluate(scope: unknown): unknown } }).compile().evaluate(values);
}

/** Calls a function that takes unevaluated arguments with values, and `names` to find them by. */
export function callRaw(fn: MathFunction, args: readonly Node[], names: Names): unknown {
  return fn(args, namespace, names);
}

/** A typed function of mathjs, as `f(x) = …` makes it. */
export function typedFunction(name: string, signature: string, run: (...args: unknown[]) => unknown): MathFunction {
  // SAFETY: typed-function returns a callable.
  return (math.typed as unknown as (name: string, signatures: Record<string, unknown>) => MathFunction)(name, { [signature]: run });
}

export function typeOf(value: unknown): string {
  return math.typeOf(value);
}

export function format(value: unknown): string {
  return math.format(value);
}

export function nodeText(node: Node): string {
  return String(node);
}

/** Nested arrays of anything. */
export type Collection = readonly unknown[];

export function isMatrix(value: unknown): value is Matrix {
  return math.isMatrix(value);
}

export function isCollection(value: unknown): boolean {
  return math.isCollection(value);
}

/** A matrix of mathjs from nested arrays. */
export function matrix(nested: unknown): Matrix {
  // SAFETY: math.matrix gives a DenseMatrix for an array.
  return math.matrix(nested as number[]) as unknown as Matrix;
}

export function complexOf(re: number, im: number): unknown {
  return math.complex(re, im);
}

export function isUnitName(name: string): boolean {
  const unit: unknown = Reflect.get(math, "Unit");
  // SAFETY: Unit is mathjs's class with this static method.
  return (unit as { isValuelessUnit(name: string): boolean }).isValuelessUnit(name);
}

/** A unit without a value, as a bare name like `cm` is read. */
export function unitOf(name: string): unknown {
  // SAFETY: as above; the constructor is how SymbolNode itself makes one.
  const Unit: unknown = Reflect.get(math, "Unit");
  return new (Unit as new (value: null, name: string) => unknown)(null, name);
}

/** Which of mathjs's own classes of error this is. typed-function says in `data` what was wrong with a call. */
export function mathErrorClass(error: Error): "dimension" | "index" | "arguments" | undefined {
  if (error instanceof classOf("DimensionError")) return "dimension";
  if (error instanceof classOf("IndexError")) return "index";
  if (error instanceof classOf("ArgumentsError")) return "arguments";
  const category: unknown = Reflect.get(Object(Reflect.get(error, "data")), "category");
  return category === "tooFewArgs" || category === "tooManyArgs" ? "arguments" : undefined;
}

function classOf(name: string): new () => object {
  // SAFETY: the instance exposes its classes under their names.
  return Reflect.get(math, name) as new () => object;
}

/** An object literal of placeholders under these keys; mathjs refuses the unsafe ones when it is evaluated. */
export function objectNode(properties: Readonly<Record<string, Node>>): Node {
  return construct("ObjectNode", properties);
}

/** `fn(args…)` of placeholders. */
export function functionNode(fn: Node, args: readonly Node[], optional: boolean): Node {
  return construct("FunctionNode", fn, args, optional);
}

export function accessorNode(object: Node, index: Node, optional = false): Node {
  return construct("AccessorNode", object, index, optional);
}

export function assignmentNode(object: Node, index: Node, value: Node): Node {
  return construct("AssignmentNode", object, index, value);
}

export function indexNode(dimensions: readonly Node[]): Node {
  return construct("IndexNode", dimensions);
}

function construct(name: string, ...args: unknown[]): Node {
  // SAFETY: the classes named above are mathjs's node classes and take these arguments.
  return new (Reflect.get(math, name) as new (...args: unknown[]) => Node)(...args);
}

export const is = {
  bigNumber: (x: unknown): x is { toNumber(): number } => math.isBigNumber(x),
  fraction: (x: unknown): x is { valueOf(): number } => math.isFraction(x),
  complex: (x: unknown): x is { re: number; im: number } => math.isComplex(x),
  resultSet: (x: unknown): x is { entries: unknown[] } => math.isResultSet(x),
  plainObject: (x: unknown): x is Record<string, unknown> => typeof x === "object" && x !== null && x.constructor === Object,
};

const RANDOM = new Set(["random", "randomInt", "pickRandom"]);

/** Whether a function of mathjs draws from its own stream of random numbers. */
export function isRandom(name: string): boolean {
  return RANDOM.has(name);
}

/** Starts mathjs's stream of random numbers anew, so that a statement draws the same whenever it runs. */
export function seedRandom(seed: string): void {
  // mathjs starts anew only where the seed changes.
  math.config({ randomSeed: null });
  math.config({ randomSeed: seed });
}
