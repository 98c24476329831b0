import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LoadOptions, loadTensor } from "../../../src/data/index.ts";
import { FailureError, type Value } from "../../../src/model/index.ts";
import { fixture } from "./fixture.ts";
import { memory, run } from "./memory.ts";

/** `npm run fuzz` gives each format so many seconds; else each gets so many files. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 0);
const RUNS = 120;

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const CHAT = `{"choices": [{"message": {}, "logprobs": {"content": [{"token": "a", "logprob": -0.5, "top_logprobs": [{"token": "b", "logprob": -9999.0}]}]}}]}`;
const LEGACY = `{"choices": [{"text": "", "logprobs": {"tokens": ["a", "b"], "token_logprobs": [null, -1.5], "top_logprobs": [null, {"b": -1.5}]}}]}`;
const PROMPT = `{"prompt_logprobs": [null, {"5": {"logprob": -1.5, "rank": 2, "decoded_token": "x"}}]}`;
const SAMPLES = `{"doc_id": 0, "target": "1", "filtered_resps": [["-1.5", "True"], ["-inf", "False"]]}\n{"doc_id": 1, "filtered_resps": [["-2", "True"]]}`;

interface Seeds {
  readonly name: string;
  readonly files: readonly Uint8Array[];
  readonly options: readonly LoadOptions[];
}

const keys = (...names: string[]): readonly LoadOptions[] => [{}, { dtype: "float32" }, ...names.map((key) => ({ key }))];
const files = (...names: string[]): readonly Uint8Array[] => names.map(fixture);
const COLUMNS = ["i8", "u32", "i64", "f64", "flag", "token", "maybe", "count", "logits", "ragged"];
const PARQUET = ["none", "snappy", "gzip", "brotli", "zstd", "lz4", "lz4-raw", "v1", "v2", "hyparquet"].map(
  (codec) => `table.${codec}.parquet`,
);

const FORMATS: readonly Seeds[] = [
  {
    name: "a.npy",
    files: files("f2.npy", "f8-big-fortran.npy", "i8-wide.npy", "f4-cube-fortran.npy", "version-3.npy", "text.npy"),
    options: keys(),
  },
  { name: "a.npz", files: files("stored.npz", "deflated.npz", "one.npz"), options: keys("z", "y", "k") },
  { name: "a.safetensors", files: files("all.safetensors", "logits.safetensors"), options: keys("F32", "BF16", "I64", "scalar") },
  { name: "a.parquet", files: files(...PARQUET, "numbers.parquet", "wide.parquet"), options: keys(...COLUMNS) },
  {
    name: "a.arrow",
    files: files(
      "table.arrow",
      "table.stream.arrow",
      "table.lz4.feather",
      "table.zstd.feather",
      "dictionary.arrow",
      "flechette.arrow",
      "numbers.arrow",
    ),
    options: keys(...COLUMNS, "large", "half"),
  },
  {
    name: "a.json",
    files: [CHAT, LEGACY, PROMPT, "[[1, NaN], [2, -Infinity]]", '{"a": [true, "x"]}'].map(text),
    options: keys("a", "0", "prompt_logprobs"),
  },
  { name: "a.jsonl", files: [SAMPLES, `${CHAT}\n${CHAT}`, '{"a": 1}\n{"a": 2}'].map(text), options: keys("a", "doc_id") },
  { name: "a.csv", files: ["a,b\n1,2\n-inf,nan\n", '"x";"y"\n1;"2"\n', "# 1 2\n1\t2\n"].map(text), options: keys("a", "2") },
  { name: "a.kld", files: files("kl-base.bin"), options: keys("tokens", "logprobs") },
  { name: "a.bin", files: [text("0123456789abcdef")], options: keys() },
];

/** A change to a good file: bytes overwritten, cut out, or said again. */
type Change =
  | { readonly kind: "write"; readonly at: number; readonly bytes: readonly number[] }
  | { readonly kind: "cut" | "repeat"; readonly at: number; readonly length: number }
  | { readonly kind: "truncate"; readonly at: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const run4 = fc.constantFrom([0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0, 0, 0, 0], [0x80, 0x80, 0x80, 0x80]);
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("write" as const), at: place, bytes: fc.array(fc.nat(255), { minLength: 1, maxLength: 2 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("write" as const), at: place, bytes: run4 }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("cut" as const, "repeat" as const), at: place, length: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("truncate" as const), at: place }) },
);

function apply(file: Uint8Array, one: Change): Uint8Array {
  const at = Math.floor(one.at * file.length);
  switch (one.kind) {
    case "write": {
      const copy = file.slice();
      copy.set(one.bytes.slice(0, copy.length - at), at);
      return copy;
    }
    case "cut":
      return Uint8Array.from([...file.subarray(0, at), ...file.subarray(at + one.length)]);
    case "repeat":
      return Uint8Array.from([...file.subarray(0, at + one.length), ...file.subarray(at)]);
    case "truncate":
      return file.slice(0, at);
  }
}

/** Reads a little of what stays in the file. */
async function touch(value: Value): Promise<void> {
  if (value.kind === "lazy")
    await run(
      value.source.read(
        0,
        Math.min(
          100,
          value.shape.reduce((n, d) => n * d, 1),
        ),
        new Float64Array(100),
      ),
    );
  if (value.kind === "object") for (const entry of Object.values(value.entries)) await touch(entry);
}

/** Loading ends in a value or a failure: anything else that is thrown is passed on. */
async function load(bytes: Uint8Array, name: string, options: LoadOptions): Promise<void> {
  try {
    await touch(await run(loadTensor(memory(bytes), name, options)));
  } catch (reason) {
    if (!(reason instanceof FailureError)) throw reason;
  }
}

const limits = SECONDS > 0 ? { numRuns: 2 ** 30, interruptAfterTimeLimit: 1000 * SECONDS, endOnFailure: true } : { numRuns: RUNS };

describe("a damaged file ends in a value or a failure", () => {
  for (const { name, files: good, options } of FORMATS) {
    const damaged = fc.record({
      file: fc.constantFrom(...good),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
      chosen: fc.constantFrom(...options),
    });
    const noise = fc.record({
      file: fc.uint8Array({ maxLength: 300 }),
      changes: fc.constant([] as Change[]),
      chosen: fc.constantFrom(...options),
    });
    it(
      `of the format ${name.slice(1)}`,
      async () => {
        let slowest = 0;
        const property = fc.asyncProperty(
          fc.oneof({ weight: 9, arbitrary: damaged }, { weight: 1, arbitrary: noise }),
          async ({ file, changes, chosen }) => {
            const start = performance.now();
            await load(changes.reduce(apply, file), name, chosen);
            slowest = Math.max(slowest, performance.now() - start);
          },
        );
        await fc.assert(property, limits);
        if (SECONDS > 0) console.log(`${name}: the slowest file took ${slowest.toFixed(0)} ms`);
        expect(slowest).toBeGreaterThan(0);
      },
      1000 * SECONDS + 60_000,
    );
  }
});
