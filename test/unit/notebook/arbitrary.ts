import fc from "fast-check";
import { type NotebookCell, type NotebookText, newFront, withFront } from "../../../src/notebook/index.ts";

const hostileLines = [
  "",
  " ",
  "\t",
  "\r",
  "---",
  "```",
  "```softmax",
  "```softmax {hide-input}",
  "``` softmax",
  "~~~softmax",
  "~~~",
  "````",
  "`````softmax",
  "```python",
  "  ```",
  "    ```",
  "- ```py",
  "  ```softmax",
  "> ```softmax",
  "<!-- cell -->",
  "<!--cell-->\r",
  "<!-- begin cell -->",
  "<!-- end cell -->",
  "<!-- begin cell 2 -->",
  "<!-- end cell 2 -->",
  "<!-- end cell --> ",
  "softmaxnb: 1",
  "# Title",
  "z = [1, 2, 3]",
  "\uFEFF",
  "\u2028",
  "\u00a0",
  "\uD800",
  "é 漢 🎲",
  "a\rb",
];

export const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileLines) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);
const source = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\n", "\n", "\r\n", "\r")), { maxLength: 8 })
  .map((pieces) => pieces.map(([text, end]) => text + end).join(""))
  .chain((text) => fc.boolean().map((cut) => (cut ? text.replace(/(?:\r\n|\n|\r)$/, "") : text)));
const options = fc.constantFrom("", "{hide-input}", "{a=`b`}", '{x, y="z w"}', "softmax", "~~~");
const cell: fc.Arbitrary<NotebookCell> = fc.oneof(
  fc.record({ kind: fc.constant("markdown" as const), source }),
  fc.record({ kind: fc.constant("code" as const), source, options }),
);
/** Any notebook, with lines that its own format would trip over. */
export const notebook: fc.Arbitrary<NotebookText> = fc.record({
  front: fc.constantFrom(newFront(), newFront(42), withFront(newFront(), "mode", "lazy")),
  cells: fc.array(cell, { maxLength: 6 }),
  eol: fc.constantFrom("\n" as const, "\r\n" as const),
  finalNewline: fc.boolean(),
  bom: fc.boolean(),
});
