/** Byte-pair encoding over characters (Sennrich et al. 2016, arXiv 1508.07909): frequent pairs become tokens, rare words stay in pieces. */

/** Words with the space before them, numbers, and runs of other characters: no token crosses their borders. */
const PIECES = / ?[A-Za-z]+(?:'[a-z]+)?| ?[0-9]+| ?[^\sA-Za-z0-9]+/g;

export function piecesOf(text) {
  return text.replace(/\s+/g, " ").match(PIECES) ?? [];
}

/** Learns `size` tokens: every character of `alphabet`, then the most frequent pairs; ties go to the one seen first. */
export function learnTokens(text, alphabet, size) {
  const words = countWords(text);
  const tokens = [...new Set(alphabet.replace(/\s+/g, " "))].sort();
  const merges = new Map();
  while (tokens.length < size) {
    const pair = mostFrequentPair(words);
    if (pair === undefined) break;
    merges.set(pair, merges.size);
    const joined = pair.replace("\n", "");
    for (const word of words) word.parts = join(word.parts, pair, joined);
    // Two ways to one text are one token.
    if (!tokens.includes(joined)) tokens.push(joined);
  }
  return { tokens, encode: encoder(tokens, merges) };
}

function countWords(text) {
  const counts = new Map();
  for (const piece of piecesOf(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return [...counts].map(([piece, count]) => ({ parts: [...piece], count }));
}

function mostFrequentPair(words) {
  const counts = new Map();
  for (const { parts, count } of words) {
    for (let i = 1; i < parts.length; i++) {
      const pair = `${parts[i - 1]}\n${parts[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  }
  let best;
  for (const [pair, count] of counts) if (count > 1 && count > (counts.get(best) ?? 0)) best = pair;
  return best;
}

function join(parts, pair, joined) {
  const out = [];
  for (const part of parts) {
    if (out.length > 0 && `${out[out.length - 1]}\n${part}` === pair) out[out.length - 1] = joined;
    else out.push(part);
  }
  return out;
}

function encoder(tokens, merges) {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const known = new Map();
  return (text) =>
    piecesOf(text).flatMap((piece) => {
      if (!known.has(piece))
        known.set(
          piece,
          mergeAll([...piece], merges).map((part) => ids.get(part)),
        );
      return known.get(piece);
    });
}

function mergeAll(parts, merges) {
  let current = parts;
  for (;;) {
    let best;
    for (let i = 1; i < current.length; i++) {
      const pair = `${current[i - 1]}\n${current[i]}`;
      if (merges.has(pair) && (best === undefined || merges.get(pair) < merges.get(best))) best = pair;
    }
    if (best === undefined) return current;
    current = join(current, best, best.replace("\n", ""));
  }
}
