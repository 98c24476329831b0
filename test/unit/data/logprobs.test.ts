import { describe, expect, it } from "vitest";
import { type LoadOptions, loadTensor } from "../../../src/data/index.ts";
import type { Tensor, Value } from "../../../src/model/index.ts";
import { broken, loadFixture, tensorIn } from "./fixture.ts";
import { failureOf, memory, run } from "./memory.ts";

interface Told {
  readonly tokens: readonly string[];
  readonly logprobs: readonly number[];
  /** Per position the labels and the numbers. */
  readonly top: readonly (readonly [labels: readonly string[], values: readonly number[]])[];
}

function load(json: unknown, options: LoadOptions = {}, name = "r.json"): Promise<Value> {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  return run(loadTensor(memory(text), name, options));
}

async function told(json: unknown, options?: LoadOptions): Promise<Told> {
  return plain(await load(json, options));
}

function plain(value: Value): Told {
  if (value.kind !== "object") throw new Error(`a ${value.kind}`);
  const { tokens, logprobs, top } = value.entries;
  if (tokens?.kind !== "list" || logprobs?.kind !== "tensor" || top?.kind !== "list") throw new Error("other fields");
  const rows = top.items as readonly Tensor[];
  return {
    tokens: tokens.items.map((item) => (item.kind === "string" ? item.value : "")),
    logprobs: [...logprobs.data],
    top: rows.map(({ labels, data }) => [labels ?? [], [...data]]),
  };
}

const refused = (json: unknown, options: LoadOptions = {}): Promise<string> =>
  failureOf(loadTensor(memory(JSON.stringify(json)), "r.json", options));

/** A chat completion as OpenAI's API answers, cut to what matters. */
function chat(...choices: unknown[]): unknown {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "gpt-4o-mini",
    choices: choices.map((content, index) => ({
      index,
      message: { role: "assistant", content: "…" },
      logprobs: content && { content, refusal: null },
    })),
    usage: { completion_tokens: 2 },
  };
}

function token(text: string, logprob: number, top: readonly (readonly [string, number])[]): unknown {
  const bytes = [...new TextEncoder().encode(text)];
  return { token: text, logprob, bytes, top_logprobs: top.map(([one, value]) => ({ token: one, logprob: value, bytes: [] })) };
}

const HELLO = token("Hello", -0.1, [
  ["Hello", -0.1],
  ["Hi", -2.5],
]);

describe("a chat completion with logprobs", () => {
  it("gives tokens, logprobs and the top entries with the mass that was not told", async () => {
    const { tokens, logprobs, top } = await told(chat([HELLO, token("!", -0.7, [["!", -0.7]])]));
    expect(tokens).toEqual(["Hello", "!"]);
    expect(logprobs).toEqual([-0.1, -0.7]);
    expect(top.map(([labels]) => labels)).toEqual([
      ["Hello", "Hi", "other"],
      ["!", "other"],
    ]);
    const sums = top.map(([, values]) => values.reduce((sum, value) => sum + Math.exp(value), 0));
    for (const sum of sums) expect(sum).toBeCloseTo(1, 14);
    expect(top[1]?.[1][1]).toBeCloseTo(Math.log(1 - Math.exp(-0.7)), 14);
  });

  it("counts the token itself where it is none of the top entries", async () => {
    const { top } = await told(chat([token("Yo", -6, [["Hello", -0.01]])]));
    expect(top[0]?.[0]).toEqual(["Hello", "Yo", "other"]);
    expect(top[0]?.[1][2]).toBeCloseTo(Math.log(1 - Math.exp(-0.01) - Math.exp(-6)), 12);
  });

  it("takes −9999 for no mass at all, and a sum over 1 for rounding", async () => {
    const { logprobs, top } = await told(chat([token("x", -9999, [["y", 0]])]));
    expect(logprobs).toEqual([-Infinity]);
    expect(top[0]).toEqual([
      ["y", "x", "other"],
      [0, -Infinity, -Infinity],
    ]);
  });

  it("is refused where its log-probabilities are none, but for what rounding brings", async () => {
    const logits = token("x", -0.1, [
      ["x", -0.1],
      ["y", -0.1],
      ["z", -0.1],
    ]);
    expect(await refused(chat([HELLO, logits]))).toBe(
      "Format: r.json: position 2: the probabilities sum to 2.71; these are no log-probabilities",
    );
    const { top } = await told(
      chat([
        token("x", -0.001, [
          ["x", -0.001],
          ["y", -6.7],
        ]),
      ]),
    );
    expect(top[0]?.[1].at(-1)).toBe(-Infinity);
  });

  it("asks which choice is meant where there are several", async () => {
    const both = chat([HELLO], [token("Hi", -2.5, [])]);
    expect(await refused(both)).toBe('Format: r.json: it holds 2 choices; choose one by key = "0" to "1"');
    expect((await told(both, { key: "1" })).tokens).toEqual(["Hi"]);
    expect(await refused(both, { key: "2" })).toMatch(/there is no choice 2 with logprobs; it has 2 choices/);
  });

  it("is known by its logprobs alone, and in a line of a batch", async () => {
    expect((await told({ content: [HELLO] })).tokens).toEqual(["Hello"]);
    expect((await told([HELLO])).tokens).toEqual(["Hello"]);
    const line = JSON.stringify({ custom_id: "1", response: { status_code: 200, body: chat([HELLO]) } });
    const list = await load(`${line}\n${line}\n`, {}, "batch.jsonl");
    if (list.kind !== "list") throw new Error(`a ${list.kind}`);
    expect(list.items.map((item) => plain(item).tokens)).toEqual([["Hello"], ["Hello"]]);
  });

  it("is refused where it holds no logprobs, or broken ones", async () => {
    expect(await refused(chat(null))).toMatch(/holds no logprobs; ask for them/);
    expect(await refused(chat([HELLO, { token: "x" }]))).toMatch(/token 2 has no text and logprob/);
    expect(await refused(chat([{ token: "x", logprob: -1, top_logprobs: [{ token: "y" }] }]))).toMatch(/token 1 has top_logprobs without/);
    expect(await refused(chat([HELLO]), { dtype: "float32" })).toMatch(/^Type: .*only rectangular numbers/);
    expect(await load(chat([HELLO]), { key: "model" })).toMatchObject({ kind: "string", value: "gpt-4o-mini" });
  });
});

describe("a legacy completion with logprobs", () => {
  const logprobs = {
    tokens: ["The", " cat", " sat"],
    token_logprobs: [null, -1.5, -0.25],
    top_logprobs: [null, { " cat": -1.5, " dog": -1 }, { " sat": -0.25 }],
    text_offset: [0, 3, 7],
  };

  it("keeps what is not known apart", async () => {
    const answer = { object: "text_completion", choices: [{ text: "The cat sat", index: 0, logprobs }] };
    const { tokens, logprobs: values, top } = await told(answer);
    expect(tokens).toEqual(["The", " cat", " sat"]);
    expect(values).toEqual([NaN, -1.5, -0.25]);
    expect(top[0]).toEqual([["other"], [0]]);
    expect(top[1]?.[0]).toEqual([" cat", " dog", "other"]);
  });

  it("is refused where its lists do not fit", async () => {
    expect(await refused({ ...logprobs, token_logprobs: [1] })).toMatch(/3 tokens, but 1 token_logprobs and 3 top_logprobs/);
    expect(await refused({ ...logprobs, tokens: ["The", 1, "x"] })).toMatch(/token 2 has no text/);
    expect(await refused({ ...logprobs, top_logprobs: [null, { a: "b" }, null] })).toMatch(/token 2 has a top_logprob that is no number/);
  });
});

describe("vLLM's prompt_logprobs", () => {
  // Keys that look like numbers would be sorted by JSON.parse; the prompt's own token comes first.
  const text = `[null,
    {"9906": {"logprob": -7.25, "rank": 300, "decoded_token": "Hello"}, "40": {"logprob": -1.0, "rank": 1, "decoded_token": "I"}},
    {"0": {"logprob": -0.5, "rank": 1, "decoded_token": null}}]`;

  it("begin with a token of which nothing is known", async () => {
    const { tokens, logprobs, top } = await told(`{"choices": [{"text": "", "logprobs": null, "prompt_logprobs": ${text}}]}`);
    expect(tokens).toEqual(["", "Hello", "token_id:0"]);
    expect(logprobs).toEqual([NaN, -7.25, -0.5]);
    expect(top[0]).toEqual([["other"], [0]]);
    expect(top[1]?.[0]).toEqual(["Hello", "I", "other"]);
  });

  it("are known by themselves, by key, and beside a chat's answer", async () => {
    expect((await told(text)).tokens).toHaveLength(3);
    expect((await told(`{"prompt_logprobs": ${text}}`, { key: "prompt_logprobs" })).tokens).toHaveLength(3);
    expect((await told(`{"choices": [{"message": {}}], "prompt_logprobs": ${text}}`)).tokens).toHaveLength(3);
    expect(await refused([null, { 1: { logprob: -1 } }, { 2: {} }])).toMatch(/prompt token 3 has an entry "2" without a logprob/);
    expect(await refused([null, { 1: { logprob: -1 } }, 4])).toMatch(/prompt token 3 has no logprobs/);
  });
});

describe("samples of lm-evaluation-harness", () => {
  const sample = (id: number, scores: readonly string[], target: unknown): string =>
    JSON.stringify({
      doc_id: id,
      doc: { question: "?" },
      target,
      resps: scores.map((score, i) => [[score, i === 0 ? "True" : "False"]]),
      filtered_resps: scores.map((score, i) => [score, i === 0 ? "True" : "False"]),
      acc: 1,
    });
  const samples = (...lines: string[]): Promise<Value> => load(lines.join("\n"), {}, "samples_arc.jsonl");

  it("give a matrix of samples by choices, with the targets", async () => {
    const value = await samples(sample(0, ["-4.25", "-7.5", "-inf"], "0"), sample(1, ["-1", "-2", "-3"], 2));
    expect(value).toMatchObject({
      entries: {
        logprobs: { dtype: "float64", shape: [2, 3], data: Float64Array.of(-4.25, -7.5, -Infinity, -1, -2, -3) },
        greedy: { dtype: "bool", shape: [2, 3], data: Uint8Array.of(1, 0, 0, 1, 0, 0) },
        target: { dtype: "int32", data: Int32Array.of(0, 2) },
      },
    });
  });

  it("may differ in their number of choices, and have texts as targets", async () => {
    const value = await samples(sample(0, ["-4.25", "-7.5"], "yes"), sample(1, ["-1"], "no"));
    expect(value).toMatchObject({
      entries: { logprobs: { kind: "list" }, target: { items: [{ value: "yes" }, { value: "no" }] } },
    });
  });

  it("are entered by a key as other records are", async () => {
    expect(await load(`${sample(0, ["-1"], 0)}\n${sample(1, ["-1"], 0)}`, { key: "acc" }, "s.jsonl")).toMatchObject({ shape: [2] });
    expect(await broken(`${sample(0, ["-1"], 0)}\n{"doc_id": 1}`, "s.jsonl")).toMatch(/sample 2 has no filtered_resps/);
  });
});

describe("a .jsonl file", () => {
  it("is a list of what its lines hold", async () => {
    expect(await load("[1, 2]\r\n\r\n[3, NaN]\n", {}, "z.jsonl")).toMatchObject({ shape: [2, 2], data: Float64Array.of(1, 2, 3, NaN) });
    expect(await load('{"a": 1}\n{"a": -Infinity}', { key: "a" }, "z.ndjson")).toMatchObject({ data: Float64Array.of(1, -Infinity) });
  });

  it("says the line of what is wrong", async () => {
    expect(await broken("[1]\n[2", "z.jsonl")).toBe('Format: z.jsonl: line 2, column 3: expected "," or "]", found the end of the file');
    expect(await broken("[1] [2]", "z.jsonl")).toMatch(/line 1, column 5: expected a line break, found "\["/);
  });
});

describe("llama.cpp's base of a KL divergence", () => {
  it("gives the tokens and the log-probabilities that llama.cpp reads from it", async () => {
    const value = await loadFixture("kl-base.bin");
    const logprobs = await tensorIn("kl-base.npy");
    const tokens = await tensorIn("kl-base-tokens.npy");
    expect(value).toEqual({ kind: "object", entries: { tokens, logprobs } });
    expect(await loadFixture("kl-base.bin", { key: "tokens" })).toEqual(tokens);
    expect(await loadFixture("kl-base.bin", { key: "logprobs" })).toEqual(logprobs);
  });

  it("stays in the file where it is large, and is right wherever it is read", async () => {
    const [context, vocabulary] = [8, 1_000_001];
    const rows = 3;
    const stride = 4 * Math.floor((vocabulary + 1) / 2) + 8;
    const bytes = new Uint8Array(20 + 4 * context + rows * stride);
    bytes.set(new TextEncoder().encode("_logits_"));
    const view = new DataView(bytes.buffer);
    [context, vocabulary, 1].forEach((n, i) => {
      view.setInt32(8 + 4 * i, n, true);
    });
    for (let row = 0; row < rows; row++) {
      const at = 20 + 4 * context + row * stride;
      view.setFloat32(at, 0.5, true);
      view.setFloat32(at + 4, -row, true);
      view.setUint16(at + 8 + 2 * 1_000_000, 3, true);
    }
    const loaded = await run(loadTensor(memory(bytes), "base", { key: "logprobs" }));
    if (loaded.kind !== "lazy") throw new Error(`a ${loaded.kind}`);
    expect(loaded.shape).toEqual([rows, vocabulary]);
    const out = new Float64Array(4);
    await run(loaded.source.read(2 * vocabulary - 2, 2 * vocabulary + 2, out));
    expect([...out]).toEqual([-1, 0.5, -2, -2]);
  });

  it("is refused where it is cut short or its numbers make no sense", async () => {
    const head = (...numbers: number[]): Uint8Array => {
      const bytes = new Uint8Array(20);
      bytes.set(new TextEncoder().encode("_logits_"));
      const view = new DataView(bytes.buffer);
      numbers.forEach((n, i) => {
        view.setInt32(8 + 4 * i, n, true);
      });
      return bytes;
    };
    expect(await broken(head(512, 32000, 4).subarray(0, 19), "b.kld")).toMatch(/cut short in its header/);
    expect(await broken(head(512, 32000, 4), "b.kld")).toMatch(/promises 1020 rows of 32000/);
    expect(await broken(head(-1, 5, 1), "b.kld")).toMatch(/context of -1/);
    expect(await broken(head(2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1), "b.kld")).toMatch(/cut short/);
    expect(await broken(head(1, 1, 0), "b.kld", { key: "logprob" })).toMatch(/no entry "logprob"; did you mean "logprobs"/);
  });
});
