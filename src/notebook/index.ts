export { type Assertion, assertionsIn, type Verdict, verdictsOf } from "./assertions.ts";
export { brokenLine } from "./brokenLine.ts";
export { foreignFence } from "./foreign.ts";
export { FORMAT_VERSION, type Front, newFront, readFront, withFront, withMode } from "./front.ts";
export { parseNotebook, type ReadNotebook } from "./read.ts";
export { readJupyter } from "./readJupyter.ts";
export { type CodeCell, type MarkdownCell, type NotebookCell, type NotebookFailure, type NotebookText, optionWords } from "./text.ts";
export { writeNotebook } from "./write.ts";
export { type CellOutputs, writeJupyter } from "./writeJupyter.ts";
