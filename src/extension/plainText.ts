/** Markdown's marks, and what is left of them. Code and formulas come first: what stands in them is no emphasis. */
const LINK = /!?\[([^\]]*)\]\([^)]*\)/g;
const SPAN = /`([^`]+)`|\$([^$]+)\$/g;
const EMPHASIS = /(\*\*|__|\*|\b_)(?=\S)(.*?\S)\1/g;

/** A line of Markdown as plain words, for places that show no more than text: no marks, no links, formulas as they are read. */
export function plainText(line: string): string {
  const parts = line.replace(LINK, "$1").split(SPAN);
  // Split gives, in turn, text, code and formula, the latter two where they are.
  return parts.map((part, i) => (part === undefined ? "" : ([emphasised, same, formula][i % 3] ?? same)(part))).join("");
}

function emphasised(text: string): string {
  return text.replace(EMPHASIS, "$2");
}

function same(text: string): string {
  return text;
}

/** TeX without its marks: `\mathrm{softmax}(z)` is softmax(z), `-\log u` is -log u. */
function formula(tex: string): string {
  return tex
    .replace(/\\[,!;: ]/g, "")
    .replace(/\\(?:mathrm|mathbf|mathit|operatorname|text)\b/g, "")
    .replace(/\\([a-zA-Z]+)/g, (_all, name: string) => SIGNS[name] ?? name)
    .replace(/[{}\\]/g, "")
    .trim();
}

const SIGNS: Readonly<Record<string, string>> = {
  cdot: "·",
  times: "×",
  top: "ᵀ",
  ge: "≥",
  le: "≤",
  ne: "≠",
  infty: "∞",
  sum: "Σ",
  tau: "τ",
  alpha: "α",
  beta: "β",
  ell: "ℓ",
};
