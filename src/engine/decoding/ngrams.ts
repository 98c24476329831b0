import { type AnyTensor, done, fail, type Steps, type Tensor } from "../../model/index.ts";
import { remove } from "./mass.ts";
import { checkTokens, editRows, rowsOf, type Tokens, tokensOfRows } from "./rows.ts";
import { type Dialect, inRange } from "./rules.ts";

/**
 * Removes every token that would complete an n-gram that the tokens already hold (transformers' NoRepeatNGramLogitsProcessor; Paulus,
 * Xiong and Socher, 2017). Throws Domain unless n is a whole number from 1.
 */
export function* noRepeatNgram(z: AnyTensor, tokens: Tokens, n: number): Steps<Tensor> {
  inRange("n", n, Number.isInteger(n) && n > 0, "a whole number from 1");
  const tokensOf = tokensOfRows(tokens, z.shape);
  return yield* editRows(z, (row, index) => {
    const past = tokensOf(index);
    const prefix = past.length - n + 1;
    for (let start = 0; start + n <= past.length; start++) {
      if (agree(past, start, past, prefix, n - 1)) remove(row, past[start + n - 1] as number);
    }
    return done(undefined);
  });
}

/**
 * Removes the last token of every word whose other tokens end the context. transformers (NoBadWordsLogitsProcessor) looks only at words
 * no longer than the context, and takes at least one word, each of at least one token. Throws Domain, Shape.
 */
export function* badWords(z: AnyTensor, tokens: Tokens, words: Tokens, dialect: Dialect = "hf"): Steps<Tensor> {
  const { n } = rowsOf(z.shape);
  if (dialect === "hf" && words.length === 0) fail("Domain", 'words must hold at least one word in dialect "hf"');
  for (const word of words) {
    if (word.length === 0) fail("Domain", "words must hold at least one token each");
    checkTokens(word, n, "words");
  }
  const tokensOf = tokensOfRows(tokens, z.shape);
  return yield* editRows(z, (row, index) => {
    const past = tokensOf(index);
    for (const word of words) {
      const before = word.length - 1;
      const fits = before === 0 || past.length >= (dialect === "hf" ? word.length : before);
      if (fits && agree(word, 0, past, past.length - before, before)) remove(row, word[before] as number);
    }
    return done(undefined);
  });
}

/** Whether a[i … i + length) equals b[j … j + length). */
function agree(a: readonly number[], i: number, b: readonly number[], j: number, length: number): boolean {
  for (let k = 0; k < length; k++) if (a[i + k] !== b[j + k]) return false;
  return true;
}
