import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/commands.ts";
import { parseNotebook } from "../../../src/notebook/index.ts";
import { writePython } from "../../../src/python/index.ts";
import { call, workFolder } from "../cli/call.ts";

const { notebook } = workFolder();
const folder = mkdtempSync(join(tmpdir(), "softmaxnb-python-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PYTHON = ["/usr/bin/python3", "python3"].find(
  (python) => spawnSync(python, ["-c", "import numpy, scipy, matplotlib"], { stdio: "ignore" }).status === 0,
);

function script(...cells: string[]) {
  const text = cells.map((source) => `\`\`\`softmax\n${source}\n\`\`\``).join("\n\n");
  const read = parseNotebook(text);
  if ("failure" in read) throw new Error(read.failure.message);
  return writePython(read.notebook, "a.softmaxnb");
}

/** What Python computes for these names; null where there is no Python with NumPy, SciPy and Matplotlib. */
function computed(text: string, names: readonly string[], cwd = folder): Record<string, number[]> | null {
  if (PYTHON === undefined) return null;
  const values = names.map((name) => `"${name}": np.asarray(${name}, dtype=float).ravel().tolist()`).join(", ");
  const file = join(folder, "script.py");
  writeFileSync(file, `${text}\nprint("@@" + json.dumps({${values}}))\n`);
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-W", "error::SyntaxWarning", file], {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    env: { ...process.env, MPLBACKEND: "Agg" },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.split("@@").at(-1) ?? "");
}

const SAMPLE = `z = [2, 1, 0.5, -1];
tau = slider(0.1, 10, value = 0.7);
p = softmax(z, tau = tau)
q = softmax(z)[2:end]
h = entropy(p)
m = [1, 2; 3, 4];
a = m * m
b = m .* m
c = m ^ 2
d = m' * [1, 1]
e1 = 2 ^ 10 / 4
f(x) = x > 0 ? sqrt(x) : -x
g = f(-3) + f(4)
r = 1:2:7
s = sum(m, dim = 0)
v = variance([1, 2, 4])
w = m[2, 1]
x = z; x[2] = 9
y = x
k = topk(z, 2).indices
l = logsumexp([1000, 1000])
n = where(z > 0, z, 0)
o = sum(sweep(softmax(z, tau = t), t = [0.5, 1]).values)
u = 7 mod 3 + 10 - -2
lambda = -2^2
cc = clip(spline([0, 1, 2, 3], [0, 1, 4, 9], [0.5, 2.5]), 0, 5)
aa = attention([1, 0; 0, 1], [1, 0; 0, 1], [1, 2; 3, 4], causal = true)
tp = softmax(top_p(z, 0.8))
sm = sparsemax(z)
ct = count(m)
es = effective_support(p)
hc = heat_capacity([0, 1], [0, 0.4, Infinity])
jv = softmax_jvp(z, [1, 0, 0, 2], tau = 0.5)
cold = thermo([0, 0, 3], 0);
hot = thermo([1, 2, 5], Infinity);
warm = thermo([1, 2, 5], 0.7);
tc = [cold.logZ, cold.F, cold.U, cold.S, cold.C, hot.logZ, hot.U, hot.S, hot.C]
tw = [warm.logZ, warm.F, warm.U, warm.S, warm.C]
falls = hot.F == -Infinity ? 1 : 0`;

/** What follows from logits and from calibration, and mathjs's functions of several arguments. */
const MORE = `z2 = [1, 2, 0.5; 3, -1, 0.2];
en = entmax(z2, alpha = 1.3)
eh = entmax15(z2)
ec = ece([0.7, 0.3; 0.6, 0.4; 0.2, 0.8], [0, 1, 1])
s1 = softmax1(z2)
ce = cross_entropy(z2, [1, 0], label_smoothing = 0.1)
cd = cross_entropy(z2, [0.2, 0.3, 0.5; 1, 0, 0])
ms = merge_state([3, -Infinity], [1.5, 0], [5, 2], [1.2, 3]).l
vj = softmax_vjp([1, 2, 3], [0, 0, 1], tau = 2)
lh = logsumexp_hessian([1, 2])
sp = sum(z2, 1)
mp = mean(z2, 2)
ro = [round(2.5), round(-2.5), round(-1.256, 2), norm([3, 4]), median([3, 1, 2, 4]), mod(-5, 3), log(8, 2), hypot(3, 4), atan2(1, 2)]
ma = map([1, 2, 3], f(x) = x ^ 2)
co = concat([1, 2], [3])
ft = round(fit_temperature([4, 0; 3, 0; 0, 5; 2, 0], [0, 0, 1, 1]).tau, 5)
ks = kron([1, 2; 3, 4], [1, 1])`;

/** Values of float32, whose sums are made in float64 and rounded, and arguments that are not those of Python's namesakes. */
const SINGLE = `m = float32([0.1, 0.2; 0.3, 0.7]);
s0 = sum(m)
s1 = sum(m, 1)
me = mean(m, 2)
va = variance(m)
sd = std(m, 1)
pr = prod(m, 1)
ha = hardmax(m)
rd = round(m, 1)
pw = float32([1.5, 2]) ^ 3
md = mod(float32([5.5, -2]), 3)
n1 = norm([3, -4, 1], 1)
n3 = norm([3, -7, 1], 3)
nf = norm(float32([0.1, 0.7]))
c1 = concat([1, 2; 3, 4], [5, 6; 7, 8], 1)
c2 = concat([1, 2; 3, 4], [5, 6; 7, 8])
ig = cross_entropy([1, 2, 3; 3, 1, 2], [2, -100])
on = cross_entropy([1, 2, 3], 2)
`;

describe("a notebook as a Python script", () => {
  it.each([
    [SAMPLE, "p q h a b c d e1 g r s v w y k l n u lambda cc aa tp sm ct es hc jv tc tw falls"],
    [SINGLE, "s0 s1 me va sd pr ha rd pw md n1 n3 nf c1 c2 ig on"],
    [MORE, "en eh ec s1 ce cd ms vj lh sp mp ro ma co ft ks"],
  ])("computes what the notebook does, where Python has NumPy, SciPy and Matplotlib", async (sample, all) => {
    const { text, left } = script(sample.replace(/^o = .*$/m, ""));
    expect(left).toEqual([]);
    const names = all.split(" ");
    const python = computed(
      text,
      names.map((name) => (name === "lambda" ? "lambda_of_notebook" : name)),
    );
    const file = await notebook("sample.softmaxnb", sample, ...names);
    const cells = JSON.parse((await call(run, ["run", file, "--json"])).out).cells.slice(1);
    const ours = cells.map((cell: { results: { data?: number[]; value?: number }[] }) => cell.results[0]?.data ?? [cell.results[0]?.value]);
    for (const [i, name] of names.entries()) {
      const theirs = python?.[name === "lambda" ? "lambda_of_notebook" : name] ?? ours[i];
      expect(theirs.length, name).toBe(ours[i].length);
      for (const [j, value] of theirs.entries())
        expect(Math.abs(value - ours[i][j]), name).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
    }
  });

  it("keeps float32 what is float32", () => {
    const { text, left } = script(
      "z = float32(linspace(-5, 5, 101));\np = softmax(z, tau = 0.7)\nd = max(abs(p - softmax(float64(z), tau = 0.7)))",
    );
    expect(left).toEqual([]);
    const found = computed(`${text}\nb = p.dtype.itemsize`, ["b", "d"]);
    if (found === null) return;
    expect(found.b).toEqual([4]);
    expect(found.d?.[0]).toBeGreaterThan(1e-10);
    expect(found.d?.[0]).toBeLessThan(1e-7);
  });

  it("translates the tree, not the text", () => {
    const { text } = script(
      "w = [1, 2; 3, 4][1, end]",
      "softmax([1, 2], tau = pi / 2)",
      "class = 3",
      "1 < class < 4",
      '"tau = 1"',
      "a ? b : c",
    );
    expect(text).toContain("w = at(np.asarray([[1, 2], [3, 4]]), 1, np.shape(np.asarray([[1, 2], [3, 4]]))[1])");
    expect(text).toContain("show(softmax(np.asarray([1, 2]), tau=div(np.pi, 2)))");
    expect(text).toContain("class_of_notebook = 3");
    expect(text).toContain("np.logical_and((1 < class_of_notebook), (class_of_notebook < 4))");
    expect(text).toContain('show("tau = 1")');
  });

  it("casts what it loads", () => {
    writeFileSync(join(folder, "numbers.json"), "[1.1, 2]");
    const { text, left } = script('x = load("numbers.json", dtype = "float32")');
    expect(left).toEqual([]);
    expect(text).toContain('x = load("numbers.json", dtype="float32")');
    const path = JSON.stringify(join(folder, "numbers.json"));
    expect(computed(text.replaceAll('"numbers.json"', path), ["x"])).toEqual(PYTHON === undefined ? null : { x: [Math.fround(1.1), 2] });
  });

  it("says what it left out, why, and what falls with it", () => {
    const { text, left } = script("t = compare_numerics([1, 2])\nu = t + 1\nt = 3\nt + 1", "3 cm", "softmax([1], nosuch = 2)", "1 +");
    expect(left.map(({ cell, reason }) => [cell, reason])).toEqual([
      [0, "the function compare_numerics"],
      [0, "it needs t, which was left out"],
      [1, "the name cm"],
      [2, "softmax with nosuch = …"],
      [3, expect.stringMatching(/^it can't be read/)],
    ]);
    expect(text).toContain("# LEFT OUT (the function compare_numerics): t = compare_numerics([1, 2])");
    expect(text).toContain("5 statements, marked LEFT OUT below");
    expect(computed(text, ["t"])).toEqual(PYTHON === undefined ? null : { t: [3] });
  });

  it("keeps a hostile text a comment, and a hostile string a string", () => {
    const markdown = 'a\r"""\nimport os\u2028os.system("x")\n\n```softmax\n"""\\"\\nb" + 1\n```';
    const read = parseNotebook(markdown);
    if ("failure" in read) throw new Error(read.failure.message);
    const { text } = writePython(read.notebook, 'x"""\nimport os\\');
    const code = text.slice(text.indexOf('"""', 3) + 3);
    expect(code.split(/\r|\n/).filter((line) => /\bos\b/.test(line) && !line.startsWith("#"))).toEqual([]);
    expect(computed(text.replace(/^show.*$/m, ""), [])).toEqual(PYTHON === undefined ? null : {});
  });

  const examples = join(import.meta.dirname, "../../../examples");
  const names = readdirSync(examples).filter((name) => name.endsWith(".softmaxnb"));

  it.each(names)("is a script that Python runs to its end, %s", { timeout: 120_000 }, (name) => {
    const read = parseNotebook(readFileSync(join(examples, name), "utf8"));
    if ("failure" in read) throw new Error(read.failure.message);
    expect(() => computed(writePython(read.notebook, name).text, [], examples)).not.toThrow();
  });
});
