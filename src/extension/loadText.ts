/** The way from a folder to a file; both are paths of URIs, and the way goes up by `..` where it must. */
export function pathBetween(folder: string, file: string): string {
  const from = folder.split("/").filter((step) => step !== "");
  const to = file.split("/").filter((step) => step !== "");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}

/** The expression that loads a file. */
export function loadExpression(path: string): string {
  return `load(${JSON.stringify(path)})`;
}

/** What a drop puts in: at its place in the line, or above the line. */
export interface Drop {
  readonly place: "here" | "above";
  readonly text: string;
}

/** `calls` go where an expression may begin, and on lines of their own before a statement, after one, and where they would part a word, a string or a comment. */
export function dropOf(calls: string, before: string, after: string): Drop {
  if (before.trim() === "") return { place: "here", text: after.trim() === "" ? calls : `${calls}\n` };
  if (!isWithin(before)) return { place: "here", text: calls };
  return after.trim() === "" ? { place: "here", text: `\n${calls}` } : { place: "above", text: `${calls}\n` };
}

/** Whether a text ends in an operand, an open string or a comment, after which no expression begins. */
function isWithin(before: string): boolean {
  const bare = before.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "0");
  return /["#]/.test(bare) || /[\p{L}\p{N}_)\]}'.;]\s*$/u.test(bare);
}

/** A cell of a new notebook. */
export interface NewCell {
  readonly kind: "markdown" | "code";
  readonly source: string;
}

const FIRST_ROW = "count(size(z)) < 2 ? z : count(size(z)) == 2 ? z[1, :] : z[1, 1, :]";

/** Texts between the cells of a first look, in the user's language. */
export interface FirstLookWords {
  readonly firstRow: string;
  readonly entropies: string;
}

/** What a notebook shows of a file of logits at first: its shape, a histogram, softmax of the first row, the entropy of each row. */
export function firstLook(path: string, words: FirstLookWords): readonly NewCell[] {
  const title = path.split("/").at(-1) ?? path;
  const heading: NewCell = { kind: "markdown", source: `# ${title.replace(/[\\`*_[\]<>#]/g, "\\$&")}` };
  // What a response or a list of samples holds goes by names.
  if (/\.(jsonl?|ndjson)$/i.test(path)) return [heading, code(loadExpression(path))];
  const load = /\.kld$/i.test(path) ? `load(${JSON.stringify(path)}, key = "logprobs")` : loadExpression(path);
  return [
    heading,
    code(`z = ${load};\nsize(z)`),
    code("histogram(z)"),
    { kind: "markdown", source: words.firstRow },
    code(`row = ${FIRST_ROW};\ntau = slider(0.05, 10, value = 1, scale = "log")\nsoftmax(row, tau = tau)`),
    { kind: "markdown", source: words.entropies },
    code("entropy(softmax(z))"),
  ];
}

function code(source: string): NewCell {
  return { kind: "code", source };
}
