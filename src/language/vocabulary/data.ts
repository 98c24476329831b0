import { loadTensor } from "../../data/index.ts";
import { relabelled, withLabels } from "../../engine/index.ts";
import { done, fail, type Span, type Value, wait } from "../../model/index.ts";
import { encodeValue, formatOfPath } from "../encode.ts";
import { asFailure } from "../errors.ts";
import { fromValue } from "../fields.ts";
import { any, dtypes, nullable, probable, string, strings } from "../kinds.ts";
import { present } from "../present.ts";
import { define, optional, type RunnableEntry, required } from "./entry.ts";

const FAMILY = "Data";

export const data: readonly RunnableEntry[] = [
  define({
    name: "load",
    family: FAMILY,
    docs: "The numbers of a file beside the notebook: .npy, .npz, .safetensors, .csv, .tsv, .parquet, .arrow, .feather, .json, .jsonl, or raw bytes (.bin, with dtype). Large arrays stay in the file and are read in chunks as they are needed. A file of several arrays lists them where key is left out. OpenAI and vLLM responses give {tokens, logprobs, top}: top has a row per position, labelled by its tokens, that ends with the mass not told as other. llama.cpp's KL base gives {tokens, logprobs}, lm-eval samples {logprobs, greedy, target}.",
    source: "numpy.load; the safetensors, Apache Parquet and Arrow formats; RFC 4180",
    example: 'load("logits.npy")',
    parameters: {
      path: required(string, "relative to the notebook's folder"),
      key: optional(nullable(string), null, "array of an archive, entry of an object, choice of a response"),
      column: optional(nullable(string), null, "column of a table; another word for key"),
      dtype: optional(nullable(dtypes), null, "casts the numbers; what raw bytes are"),
    },
    *run({ path, key, column, dtype }, call) {
      try {
        const source = yield* wait(call.context.files.open(path));
        const options = { key: key ?? undefined, column: column ?? undefined, dtype: dtype ?? undefined };
        const loaded = yield* loadTensor(source, path, options);
        if (isRagged(loaded)) fail("Format", `${path}: its rows have different lengths, so they make no matrix`);
        return fromValue(loaded);
      } catch (error) {
        throw asFailure(error, call.span("path"));
      }
    },
  }),
  define({
    name: "save",
    family: FAMILY,
    docs: "Writes x to a file in the notebook's folder, as .npy, .csv or .json by its name's ending, such as load reads. The editor asks first. A cell that saves runs only when it is told to, never for a moved control.",
    source: "numpy.save; RFC 4180",
    example: 'p = softmax([1, 2, 3])\n# save(p, "p.npy")',
    parameters: { x: required(any), path: required(string, "relative to the notebook's folder; .npy, .csv or .json") },
    *run({ x, path }, call) {
      const format = formatOfPath(path);
      if (!format) return fail("Format", `'${path}' can't be saved: its name ends in none of .npy, .csv and .json.`, at(call.span("path")));
      const { files } = call.context;
      if (!files.save) return fail("Forbidden", "Nothing can be saved here.");
      const content = yield* encodeValue(present(x), format);
      try {
        yield* wait(files.save(path, content));
      } catch (error) {
        throw asFailure(error, call.span("path"));
      }
      return `saved to ${path}, ${content.length.toLocaleString("en")} ${typeof content === "string" ? "characters" : "bytes"}`;
    },
  }),
  define({
    name: "labels",
    family: FAMILY,
    docs: "x with names for the entries of its last axis, e.g. the tokens of a vocabulary.",
    source: "the language's own: names for the entries of an axis",
    example: 'labels(softmax([1, 2, 3]), ["a", "b", "c"])',
    parameters: { x: required(probable), names: required(strings) },
    run: ({ x, names }) => {
      if (x.kind !== "distribution") return done(withLabels(x, names));
      const size = x.logits.shape[x.axis] ?? 1;
      if (names.length !== size) fail("Shape", `${names.length} names for ${size} entries.`);
      return done(relabelled(x, names));
    },
  }),
];

/** Whether lists lie in a list that are not all of one length, which no matrix can hold. */
function isRagged(value: Value): boolean {
  if (value.kind === "object") return Object.values(value.entries).some(isRagged);
  if (value.kind !== "list") return false;
  const lengths = new Set(value.items.map((item) => (item.kind === "list" ? item.items.length : undefined)));
  return lengths.size > 1 || value.items.some(isRagged);
}

function at(span: Span | undefined): { readonly span?: Span } {
  return span ? { span } : {};
}
