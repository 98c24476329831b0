import { describe, expect, it } from "vitest";
import type { Control, View, ViewEnvelope } from "../../../src/model/index.ts";
import {
  bundleOf,
  distinct,
  drawnTable,
  escapeHtml,
  htmlOf,
  notesOf,
  percent,
  readable,
  sentenceOf,
  textOf,
  visible,
} from "../../../src/output/index.ts";
import {
  attention,
  broken,
  distributionOf,
  failure,
  fifteen,
  matrix,
  numbers,
  samples,
  temperatures,
  trace,
  userChart,
  vector,
  vocabulary,
} from "./samples.ts";

const slider: Control = {
  kind: "control",
  control: "slider",
  name: "tau",
  label: "",
  min: 0.05,
  max: 10,
  step: null,
  scale: "log",
  value: 1,
};
const envelope = (view: View): ViewEnvelope => ({ version: 1, cell: "c", slot: 0, view, sentence: sentenceOf(view) });

describe("a sentence", () => {
  it("tells a distribution's peak, entropy and how many entries hold most", () => {
    expect(sentenceOf(fifteen())).toBe("Distribution over 15 entries at tau 1: peak '14' 0.39, entropy 1.7 nats, 5 entries hold 92 %.");
  });

  it("tells what the listed entries of a large vocabulary hold", () => {
    expect(sentenceOf(vocabulary())).toBe(
      "Distribution over 151,936 entries at tau 1: peak '␣the' 0.29, entropy 4.2 nats, 64 entries hold 82 %.",
    );
  });

  it("says which row it is about", () => {
    expect(sentenceOf(attention())).toContain("in 8 rows at tau 1: in the first row peak '␣the' 1");
  });

  it("tells how a sweep goes", () => {
    expect(sentenceOf(temperatures())).toBe(
      "Sweep of tau from 0.01 to 100 in 64 values: entropy rises from 0 to 2.71 nats, the largest probability falls from 1 to 0.069.",
    );
    expect(sentenceOf(numbers())).toBe("Sweep of x from 0 to 4.9 in 50 values: the value falls from 0 to -4.81.");
  });

  it("ends, for every kind of view", () => {
    for (const view of Object.values(samples)) expect(sentenceOf(view)).toMatch(/\.$/);
    expect(sentenceOf({ kind: "control", control: slider })).toBe("tau is 1.");
    expect(sentenceOf(failure)).toBe("Error: softmx is not a name that I know.");
  });

  it("bears what is not finite", () => {
    expect(sentenceOf(broken())).toContain("entropy NaN nats");
    expect(sentenceOf({ ...distributionOf([], 1), size: 0 })).toBe("Distribution over 0 entries at tau 1: no entry has a probability.");
    expect(sentenceOf({ ...fifteen(), tau: "Infinity" })).toContain("at tau ∞");
  });
});

describe("a note", () => {
  it("says whether logits without a share underflowed, or temperature 0 left them none", () => {
    const view = distributionOf([1, 0, 0], 0.01);
    expect(notesOf({ ...view, underflowed: 2 })).toEqual(["2 finite logits came out as probability 0 (underflow in float64)."]);
    expect(notesOf({ ...view, tau: 0, underflowed: 2 })).toEqual([
      "2 finite logits came out as probability 0 (the limit at temperature 0).",
    ]);
  });

  it("warns of NaN, and not of entries that a filter took out", () => {
    const view = distributionOf([1, 0, 0], 1);
    expect(notesOf({ ...view, nonFinite: 2, infinite: 2 })).toEqual([]);
    expect(notesOf({ ...view, nonFinite: 1, infinite: 0, warning: "1 logit is NaN: the probabilities are NaN" })).toEqual([
      "1 logit is NaN: the probabilities are NaN",
    ]);
  });
});

describe("text for a terminal", () => {
  it("lists a distribution in aligned columns with bars", () => {
    const lines = textOf(distributionOf([0.5, 0.25, 0.25], 1, ["a", "long name", "c"])).split("\n");
    expect(lines[0]).toBe("distribution   K 3   τ 1   entropy 1.04 nats   perplexity 2.83   max 0.5   Σp − 1 2.2e-16");
    expect(lines.slice(1)).toEqual([
      `  a           0.5  ${"█".repeat(24)}`,
      `  long name  0.25  ${"█".repeat(12)}`,
      `  c          0.25  ${"█".repeat(12)}`,
    ]);
  });

  it("lists the largest of many, and says what the others hold", () => {
    const lines = textOf(vocabulary()).split("\n");
    expect(lines).toHaveLength(26);
    expect(lines[1]).toMatch(/^ {2}␣the +0\.293 {2}█+$/);
    expect(lines.at(-1)).toBe("… 151,872 more entries hold 18 %");
  });

  it("gives a tensor's shape, dtype, head and tail", () => {
    expect(textOf(vector([1, 2.5, -3]))).toBe("tensor   shape [3]   dtype float64   min -3   mean 0.167   max 2.5\n[1, 2.5, -3]");
    expect(textOf(samples.longVector as View)).toContain("dtype float32");
    const long = vector(Array.from({ length: 100 }, (_, i) => i));
    expect(textOf(long)).toContain("[0, 1, 2, 3, 4, 5, 6, 7, …, 92, 93, 94, 95, 96, 97, 98, 99]");
  });

  it("gives a scalar tensor, an empty one and a small matrix", () => {
    const scalar: View = { ...vector([2.5]), shape: [], points: undefined };
    expect(textOf(scalar)).toBe("float64 scalar\n2.5");
    expect(textOf({ ...vector([]), size: 0, shape: [0], head: [], points: [] })).toBe("tensor   shape [0]   dtype float64\n[]");
    expect(textOf(matrix(2, 2)).split("\n").slice(1)).toEqual(["      1  0.945", "  1.959  1.904"]);
  });

  it("samples a sweep", () => {
    const lines = textOf(temperatures()).split("\n");
    expect(lines[0]).toBe("sweep of 64 values of tau over distributions");
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toMatch(/^ +100 /);
  });

  it("aligns a table and names what is infinite", () => {
    expect(textOf(trace).split("\n").slice(0, 3)).toEqual(["block    m    l", "    0   -∞    0", "    1  0.5  1.6"]);
  });

  it("places an error and says it once", () => {
    expect(textOf(failure)).toBe("UnknownName at 2:5: softmx is not a name that I know.");
  });

  it("tells a control and its bounds", () => {
    expect(textOf({ kind: "control", control: slider })).toBe("tau = 1   (slider 0.05 … 10, log)");
  });
});

describe("HTML", () => {
  it("escapes all that comes from the user", () => {
    const evil = '<img src=x onerror="alert(1)">&\'';
    const html = htmlOf(distributionOf([0.5, 0.5], 1, [evil, "b"]));
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;");
    expect(htmlOf({ kind: "text", text: evil })).toBe(`<pre>${escapeHtml(evil)}</pre>`);
    expect(htmlOf({ ...userChart, sentence: evil } as View)).toBe(`<p>${escapeHtml(evil)}</p>`);
  });

  it("holds the drawn data as a table", () => {
    expect(htmlOf(fifteen()).match(/<tr>/g)).toHaveLength(16);
    expect(drawnTable(matrix(25, 40, [4096, 151936]))?.left).toContain("[4096, 151936]");
  });
});

describe("a MIME bundle", () => {
  it("holds ours first, then Vega-Lite with its data, HTML and plain text", () => {
    const bundle = bundleOf(envelope(fifteen()));
    expect(Object.keys(bundle)).toEqual([
      "application/vnd.softmaxnb.view.v1+json",
      "application/vnd.vegalite.v5+json",
      "text/html",
      "text/plain",
    ]);
    expect(bundle["application/vnd.vegalite.v5+json"]).toMatchObject({ datasets: { entries: { length: 15 } } });
  });

  it("of text has no picture", () => {
    expect(Object.keys(bundleOf(envelope({ kind: "text", text: "2" })))).toEqual([
      "application/vnd.softmaxnb.view.v1+json",
      "text/html",
      "text/plain",
    ]);
  });

  it("survives JSON", () => {
    for (const view of [...Object.values(samples), failure]) {
      const bundle = bundleOf(envelope(view));
      expect(JSON.parse(JSON.stringify(bundle))).toEqual(JSON.parse(JSON.stringify(structuredClone(bundle))));
      expect(bundle["text/plain"]).not.toMatch(/undefined|\[object/);
    }
  });
});

describe("a number in words", () => {
  it("is short and never falsely round", () => {
    expect([0.39347, 12.5, 151936, 1234567.8, 2.2e-16, -3.5, 0, "NaN", "-Infinity"].map((x) => readable(x as number))).toEqual([
      "0.393",
      "12.5",
      "151,936",
      "1,230,000",
      "2.2e-16",
      "-3.5",
      "0",
      "NaN",
      "-∞",
    ]);
    expect([0.944, 0.031, 0.00001, 0.99999, 1, 0].map(percent)).toEqual(["94 %", "3.1 %", "< 0.01 %", "> 99.99 %", "100 %", "0 %"]);
  });
});

describe("a label", () => {
  it("shows what can't be seen", () => {
    expect([" the", "\n", "a\tb", "", "a\u200bb", "end "].map(visible)).toEqual(["␣the", "⏎", "a⇥b", "∅", "a\\u200bb", "end␣"]);
  });

  it("cuts long labels so that they stay different", () => {
    const long = ["the largest of all logits, first", "the largest of all logits, second", "the largest"];
    expect(distinct(long, [0, 1, 2])).toEqual(["the largest …gits, first", "the largest …its, second", "the largest"]);
    expect(distinct(["a", "a", "b"], [4, 5, 6])).toEqual(["a", "a #5", "b"]);
    expect(distinct(["an unusually long label indeed"], [0])).toEqual(["an unusually long label…"]);
  });
});
