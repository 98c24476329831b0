export { brokenLine } from "./brokenLine.ts";
export { FORMAT_VERSION, type Front, newFront, readFront, withFront } from "./front.ts";
export { parseNotebook, type ReadNotebook } from "./read.ts";
export { type CodeCell, type MarkdownCell, type NotebookCell, type NotebookFailure, type NotebookText, optionWords } from "./text.ts";
export { writeNotebook } from "./write.ts";
