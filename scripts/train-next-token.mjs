#!/usr/bin/env node
/**
 * Trains the language model whose logits the next-token example shows, on examples/data/corpus.txt, and writes
 *   examples/data/next-token.npy            float16, held-out positions × vocabulary: logits
 *   examples/data/next-token-targets.npy    int32: the token that really came
 *   examples/data/next-token-labels.json    the vocabulary's texts
 *   examples/data/next-token-contexts.json  the text before each position
 * `--check` trains again and compares the bytes instead. No packages, one core, some two minutes, the same bytes on every machine.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { log } from "./train-next-token/exact.mjs";
import { halfBits } from "./train-next-token/half.mjs";
import { createModel, createState, forward, softmax, train } from "./train-next-token/model.mjs";
import { learnTokens } from "./train-next-token/tokenizer.mjs";

const DATA = new URL("../examples/data/", import.meta.url);
const VOCABULARY = 800;
/** The end of every section of the text is kept from training. */
const HELD_OUT = 0.025;
const SHAPE = { vocabulary: VOCABULARY, context: 5, embedding: 24, hidden: 80, seed: 42 };
const TRAINING = { epochs: 9, batch: 16, rate: 0.003, decay: 0.1, dropout: 0.3, seed: 43 };
/** Tokens of context that the notebook shows; the model sees the last five. */
const SHOWN = 16;

function readSections() {
  const text = readFileSync(new URL("corpus.txt", DATA), "utf8");
  const sections = text.split(/^# .*$/m).map((section) => section.trim().replace(/\s+/g, " "));
  return sections.filter((section) => section !== "");
}

/** All sections as one run of ids, and which positions teach and which test. A context never reaches over a section's start. */
function encodeSections(sections) {
  const learnt = sections.map((section) => section.slice(0, Math.floor(section.length * (1 - HELD_OUT))));
  const { tokens, encode } = learnTokens(learnt.join(" "), sections.join(" "), VOCABULARY);
  const corpus = { tokens, ids: [], starts: [], taught: [], held: [] };
  for (const section of sections) {
    const ids = encode(section);
    const cut = Math.floor(ids.length * (1 - HELD_OUT));
    const start = corpus.ids.length;
    corpus.ids.push(...ids);
    for (let i = SHAPE.context; i < ids.length; i++) (i < cut ? corpus.taught : corpus.held).push(start + i);
    for (let i = 0; i < ids.length; i++) corpus.starts.push(start);
  }
  return corpus;
}

/** Mean −log p of the held-out tokens, in nats. */
function meanLoss(corpus, probabilitiesAt) {
  let sum = 0;
  for (const at of corpus.held) sum -= log(probabilitiesAt(at)[corpus.ids[at]]);
  return sum / corpus.held.length;
}

function unigram(corpus) {
  const p = new Float64Array(VOCABULARY).fill(1);
  for (const at of corpus.taught) p[corpus.ids[at]]++;
  return p.map((count) => count / (corpus.taught.length + VOCABULARY));
}

function contextOf({ tokens, ids, starts }, at) {
  const from = Math.max(starts[at], at - SHOWN);
  const text = ids
    .slice(from, at)
    .map((id) => tokens[id])
    .join("");
  return from > starts[at] ? `…${text}` : text;
}

/** A .npy file, version 1, as NumPy writes it. */
function npy(descr, shape, data) {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dims}), }`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text.padEnd(117)}\n`, "latin1");
  const bytes = Buffer.alloc((descr === "<f2" ? 2 : 4) * data.length);
  data.forEach((value, i) => {
    if (descr === "<f2") bytes.writeUInt16LE(halfBits(value), 2 * i);
    else bytes.writeInt32LE(value, 4 * i);
  });
  return Buffer.concat([head, bytes]);
}

function list(strings) {
  return Buffer.from(`[\n${strings.map((text) => `  ${JSON.stringify(text)}`).join(",\n")}\n]\n`);
}

function filesOf(model, corpus) {
  const { tokens, ids, held } = corpus;
  const state = createState(model);
  const logits = new Float32Array(held.length * VOCABULARY);
  held.forEach((at, row) => {
    logits.set(forward(model, ids, at, state), row * VOCABULARY);
  });
  return {
    "next-token.npy": npy("<f2", [held.length, VOCABULARY], logits),
    "next-token-targets.npy": npy(
      "<i4",
      [held.length],
      held.map((at) => ids[at]),
    ),
    "next-token-labels.json": list(tokens),
    "next-token-contexts.json": list(held.map((at) => contextOf(corpus, at))),
  };
}

function check(files) {
  const differing = Object.keys(files).filter((name) => !files[name].equals(readFileSync(new URL(name, DATA))));
  console.log(differing.length === 0 ? "the committed files are these, byte for byte" : `different: ${differing.join(", ")}`);
  process.exitCode = differing.length === 0 ? 0 : 1;
}

const corpus = encodeSections(readSections());
const model = createModel(SHAPE);
const state = createState(model);
const frequencies = unigram(corpus);
console.log(`${corpus.tokens.length} tokens in the vocabulary, ${corpus.taught.length} in the text, ${corpus.held.length} held out`);
console.log(`held-out nats a token: uniform ${log(VOCABULARY).toFixed(3)}, unigram ${meanLoss(corpus, () => frequencies).toFixed(3)}`);
train(model, corpus.ids, corpus.taught, TRAINING, (epoch, loss) => {
  const held = meanLoss(corpus, (at) => softmax(forward(model, corpus.ids, at, state)));
  console.log(`epoch ${epoch}: training ${loss.toFixed(3)}, held-out ${held.toFixed(3)}`);
});
const files = filesOf(model, corpus);
if (process.argv.includes("--check")) check(files);
else for (const [name, bytes] of Object.entries(files)) writeFileSync(new URL(name, DATA), bytes);
