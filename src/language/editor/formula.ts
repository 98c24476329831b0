/** Signs of the formulas of the vocabulary, as text has them. */
const SIGNS: Readonly<Record<string, string>> = {
  tau: "τ",
  alpha: "α",
  beta: "β",
  lambda: "λ",
  omega: "ω",
  sigma: "σ",
  mu: "μ",
  epsilon: "ε",
  varepsilon: "ε",
  eta: "η",
  delta: "δ",
  theta: "θ",
  ell: "ℓ",
  nabla: "∇",
  partial: "∂",
  sum: "Σ",
  prod: "Π",
  int: "∫",
  infty: "∞",
  cdot: "·",
  circ: "∘",
  times: "×",
  top: "ᵀ",
  le: "≤",
  leq: "≤",
  ge: "≥",
  geq: "≥",
  ne: "≠",
  neq: "≠",
  approx: "≈",
  sim: "∼",
  in: "∈",
  to: "→",
  mid: "|",
  langle: "⟨",
  rangle: "⟩",
  lVert: "‖",
  rVert: "‖",
  Delta: "Δ",
  Phi: "Φ",
  mathbb: "",
  mathcal: "",
  pm: "±",
  ldots: "…",
  dots: "…",
  cdots: "…",
  quad: "\u2003",
  qquad: "\u2003",
  lfloor: "⌊",
  rfloor: "⌋",
  lceil: "⌈",
  rceil: "⌉",
  log: "log",
  exp: "exp",
  max: "max",
  min: "min",
  arg: "arg",
  argmax: "argmax",
  operatorname: "",
  mathrm: "",
  mathbf: "",
  text: "",
  left: "",
  right: "",
  big: "",
  Big: "",
};
const UPPER: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789+-=()inT"].map((c, i) => [c, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿᵀ"][i] ?? c]),
);
const LOWER: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789+-=()aehijklmnoprstuvx"].map((c, i) => [c, [..."₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"][i] ?? c]),
);

/**
 * A formula in TeX as one line of text: `\frac{e^{z_i}}{\sum_j e^{z_j}}` becomes `e^(zᵢ) / Σⱼ e^(zⱼ)`. It knows the
 * commands that the vocabulary uses; another one keeps its name. Hovers typeset no TeX.
 */
export function formulaText(tex: string): string {
  const flat = new Reader(tex).all().replace(/ +/g, " ");
  return bracketed(flat)
    .replace(/\( /g, "(")
    .replace(/ ([)⟩,])/g, "$1")
    .replace(/ *\u2003 */g, "   ")
    .trim();
}

// Signs around a fraction, until it is known whether it needs brackets.
const [OPEN, CLOSE] = ["\u0001", "\u0002"];

/** Puts the fractions in brackets that stand beside another factor: `log (x / y)`, but `m = x / y`. */
function bracketed(text: string): string {
  let out = text;
  for (let end = out.indexOf(CLOSE); end >= 0; end = out.indexOf(CLOSE)) {
    const start = out.lastIndexOf(OPEN, end);
    const [before, inside, after] = [out.slice(0, start), out.slice(start + 1, end), out.slice(end + 1)];
    const alone = /(?:^|[=(,[+|\u0001\u2003]|[=+] -) *$/.test(before) && /^ *(?:$|[=),\]+\-|\u0002\u2003])/.test(after);
    out = `${before}${alone ? inside : `(${inside})`}${after}`;
  }
  return out;
}

class Reader {
  readonly #tex: string;
  #at = 0;

  constructor(tex: string) {
    this.#tex = tex;
  }

  all(): string {
    let text = "";
    while (this.#at < this.#tex.length) text += this.#item();
    return text;
  }

  /** One sign, command or group with what is raised and lowered on it. */
  #item(): string {
    const char = this.#tex[this.#at] ?? "";
    if (char === "^") return this.#script(UPPER, "^");
    if (char === "_") return this.#script(LOWER, "_");
    return this.#atom();
  }

  #atom(): string {
    const char = this.#tex[this.#at] ?? "";
    if (char === "{") return this.#group();
    if (char === "\\") return this.#command();
    this.#at += 1;
    return char === "&" || char === "}" ? "" : char;
  }

  #group(): string {
    this.#at += 1;
    let text = "";
    while (this.#at < this.#tex.length && this.#tex[this.#at] !== "}") text += this.#item();
    this.#at += 1;
    return text;
  }

  #command(): string {
    const [whole = "\\", name = ""] = /^\\([a-zA-Z]+|.)/s.exec(this.#tex.slice(this.#at)) ?? [];
    this.#at += whole.length;
    if (name === "frac" || name === "tfrac") return this.#fraction();
    if (name === "sqrt") return `√${wrapped(this.#argument())}`;
    if (name === "lim") return "lim";
    if (/^[a-zA-Z]+$/.test(name)) {
      const sign = SIGNS[name] ?? name;
      // The space after a command ends its name; only after these does it part nothing.
      if (this.#tex[this.#at] === " " && ["∂", "∇", "⟨", ""].includes(sign)) this.#at += 1;
      return sign;
    }
    if (name === "\\") return "; ";
    if (name === "|") return "‖";
    return name === "," || name === "!" || name === ";" || name === " " ? (name === "!" ? "" : " ") : name;
  }

  #argument(): string {
    while (this.#tex[this.#at] === " ") this.#at += 1;
    return this.#atom();
  }

  #fraction(): string {
    const [above, below] = [this.#argument(), this.#argument()];
    return `${OPEN}${wrapped(above)} / ${wrapped(below, true)}${CLOSE}`;
  }

  #script(signs: Readonly<Record<string, string>>, mark: string): string {
    this.#at += 1;
    const text = bracketed(this.#argument().trim());
    if (text === "ᵀ" || text === "") return text;
    const all = [...text].map((c) => signs[c]);
    if (all.every((c) => c !== undefined)) return all.join("");
    return [...text].length === 1 ? `${mark}${text}` : `${mark}(${text})`;
  }
}

/** In brackets where it is more than one factor; below a bar also where it is more than one sign. */
function wrapped(text: string, below = false): string {
  const bare = bracketed(text.trim());
  const compound = /[+−]|(?<!\^\()-|\/|(?<=\S)[, ](?=\S)/.test(withoutBrackets(bare));
  return compound && !(below && /^Σ/.test(bare)) ? `(${bare})` : bare;
}

/** The text without what is inside brackets. */
function withoutBrackets(text: string): string {
  let depth = 0;
  let out = "";
  for (const c of text) {
    if (c === "(") depth += 1;
    if (depth === 0) out += c;
    if (c === ")") depth -= 1;
  }
  return out;
}
