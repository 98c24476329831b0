import { type Dialect, distributionStats, softmax, stack } from "../engine/index.ts";
import {
  type AnyTensor,
  type Chart,
  type Distribution,
  fail,
  nearest,
  type Steps,
  sizeOf,
  type Tensor,
  type Value,
} from "../model/index.ts";
import type { Call } from "./context.ts";
import { denseOf, nestedOf } from "./convert.ts";
import { asFailure } from "./errors.ts";
import { is } from "./mathjs.ts";
import { survivors } from "./survivors.ts";
import { brand } from "./values.ts";
import type { RunnableEntry } from "./vocabulary/entry.ts";

/** The samplers that can be a stage, by name. */
export type Stages = ReadonlyMap<string, RunnableEntry>;

/** What llama.cpp, transformers' generate and vLLM do one after the other; what a library lacks stands where it fits. */
export const ORDERS: Readonly<Record<Dialect, readonly string[]>> = {
  "llama.cpp":
    "logit_bias bad_words no_repeat_ngram repetition_penalty penalties dry top_n_sigma top_k typical_p top_p min_p xtc p_less epsilon_cutoff eta_cutoff top_h temperature dynatemp adaptive_p".split(
      " ",
    ),
  hf: "logit_bias repetition_penalty penalties dry no_repeat_ngram bad_words temperature dynatemp top_n_sigma top_h top_k top_p min_p typical_p epsilon_cutoff eta_cutoff p_less xtc adaptive_p".split(
    " ",
  ),
  vllm: "bad_words no_repeat_ngram logit_bias repetition_penalty penalties dry temperature dynatemp top_n_sigma min_p top_k top_p typical_p epsilon_cutoff eta_cutoff top_h p_less xtc adaptive_p".split(
    " ",
  ),
};

export interface ChainArguments {
  readonly z: AnyTensor;
  readonly order: readonly string[] | null;
  readonly dialect: Dialect;
  readonly tokens: readonly (readonly number[])[];
  readonly min_keep: number;
  readonly seed: number | null;
}

/** One stage of the chain as it was asked for. */
interface Stage {
  readonly entry: RunnableEntry;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Runs the stages one after the other. Throws UnknownKeyword for a keyword that is no stage, Arity for a stage without its argument. */
export function* decode(args: ChainArguments, call: Call, stages: Stages, usual: readonly string[]): Steps<Chart> {
  checkNames([...call.named.keys()], stages, call, null);
  const chosen = args.order ?? usual.filter((name) => call.named.has(name));
  checkNames(chosen, stages, call, "order");
  const left = [...call.named.keys()].find((name) => !chosen.includes(name));
  if (left !== undefined) failAt(call, left, "Domain", `order does not name ${left}.`);
  const results: Tensor[] = [yield* denseOf(args.z)];
  for (const name of chosen) {
    const stage = yield* stageOf(name, args, call, stages);
    results.push(yield* apply(stage, results.at(-1) as Tensor, call, name));
  }
  return yield* chartOf(["logits", ...chosen], results);
}

function* apply({ entry, args }: Stage, z: Tensor, call: Call, name: string): Steps<Tensor> {
  try {
    return yield* denseOf(yield* entry.run({ ...args, z }, call));
  } catch (error) {
    throw asFailure(error, call.span(name) ?? call.span("order"));
  }
}

/** Throws UnknownKeyword for a name that is no stage; with a suggestion where the name stands in the cell by itself. */
function checkNames(names: readonly string[], stages: Stages, call: Call, parameter: string | null): void {
  const unknown = names.find((name) => !stages.has(name));
  if (unknown === undefined) return;
  const suggestion = nearest(unknown, [...stages.keys()]);
  const span = parameter === null ? call.keywordSpan(unknown) : call.span(parameter);
  const where = parameter === null ? "" : `${parameter}: `;
  fail("UnknownKeyword", `${where}decode has no stage '${unknown}'.${suggestion === undefined ? "" : ` Did you mean '${suggestion}'?`}`, {
    ...(span ? { span } : {}),
    ...(suggestion === undefined || parameter !== null ? {} : { suggestion }),
  });
}

/** The arguments that all stages share; a stage takes those that it declares. */
const SHARED = new Set(["z", "tokens", "dialect", "min_keep", "seed"]);

function* stageOf(name: string, chain: ChainArguments, call: Call, stages: Stages): Steps<Stage> {
  const entry = stages.get(name) ?? fail("UnknownKeyword", `decode has no stage '${name}'.`);
  const given = yield* givenTo(entry, call.named.get(name), call);
  const args: Record<string, unknown> = {};
  for (const parameter of entry.declared) {
    const { name: own, kind } = parameter;
    if (given.has(own)) args[own] = yield* kind.read(given.get(own));
    else if (SHARED.has(own)) args[own] = Reflect.get(chain, own);
    else if (parameter.required) failAt(call, name, "Arity", `The stage ${name} needs ${own}: ${entry.signature}`);
    else args[own] = parameter.fallback;
  }
  return { entry, args };
}

/** Raw arguments of a stage by their names: from an object, from a list in order, or from one value. */
function* givenTo(entry: RunnableEntry, raw: unknown, call: Call): Steps<ReadonlyMap<string, unknown>> {
  const { name } = entry;
  if (raw === undefined || raw === true) return new Map();
  if (is.plainObject(raw) && !("kind" in raw)) {
    const unknown = Object.keys(raw).find((key) => key === "z" || !entry.declared.some((parameter) => parameter.name === key));
    if (unknown !== undefined) failAt(call, name, "UnknownKeyword", `${name} has no argument '${unknown}': ${entry.signature}`);
    return new Map(Object.entries(raw));
  }
  const own = entry.declared.map((parameter) => parameter.name).filter((key) => !SHARED.has(key));
  if (own.length === 1) return new Map([[own[0] ?? "", raw]]);
  const list = nestedOf(raw) ?? (is.plainObject(raw) ? Array.from((yield* denseOf(raw)).data) : [raw]);
  if (list.length > own.length) failAt(call, name, "Arity", `The stage ${name} takes ${own.length} arguments: ${own.join(", ")}.`);
  return new Map(list.map((item, i) => [own[i] ?? "", item]));
}

function failAt(call: Call, parameter: string, code: "Arity" | "Domain" | "UnknownKeyword", message: string): never {
  const span = call.span(parameter) ?? call.span("order");
  return fail(code, message, span ? { span } : {});
}

function* chartOf(names: readonly string[], results: readonly Tensor[]): Steps<Chart> {
  const softmaxes: Distribution[] = [];
  const entropies: number[] = [];
  for (const z of results) {
    const p = yield* softmax(z);
    softmaxes.push(p);
    entropies.push(...(yield* distributionStats(p)).entropy);
  }
  const last = results.at(-1) as Tensor;
  const rows = last.shape.slice(0, -1);
  const perStage = (data: Float64Array): Tensor => ({ kind: "tensor", dtype: "float64", shape: [names.length, ...rows], data });
  const fields: Record<string, Value> = {
    stages: { kind: "list", items: names.map((value) => ({ kind: "string", value })) },
    kept: perStage(Float64Array.from(results.flatMap(keptIn))),
    entropy: perStage(Float64Array.from(entropies)),
    by_stage: yield* stack(results),
    logits: last,
    p: softmaxes.at(-1) as Distribution,
  };
  return brand({ ...(yield* survivors(names, results, softmaxes)), fields });
}

/** How many entries each row has left. */
function keptIn(z: Tensor): number[] {
  const n = z.shape.at(-1) ?? 1;
  const counts = new Array<number>(sizeOf(z.shape.slice(0, -1))).fill(0);
  for (let i = 0; i < z.data.length; i++) {
    const row = Math.floor(i / n);
    if (z.data[i] !== Number.NEGATIVE_INFINITY) counts[row] = (counts[row] ?? 0) + 1;
  }
  return counts;
}
