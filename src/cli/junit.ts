import { type Assertion, assertionsIn } from "../notebook/index.ts";
import type { NotebookFile } from "./readNotebook.ts";
import { lineIn } from "./report.ts";
import type { RanCell } from "./runCells.ts";

interface Case {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly problem: { readonly kind: "failure" | "error" | "skipped"; readonly type: string; readonly message: string } | null;
}

/**
 * The assertions of notebooks that ran, as JUnit XML: a suite a notebook, a case an assertion, with its line in the file. A cell that
 * failed elsewhere is a case of its own, so that no failure is lost; assertions that a cell did not come to are skipped.
 */
export function junitOf(tested: readonly { readonly notebook: NotebookFile; readonly ran: readonly RanCell[] }[]): string {
  const suites = tested.map(({ notebook, ran }) => suiteOf(notebook, ran));
  const count = countsOf(suites.flatMap(({ cases }) => cases));
  const time = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  const lines = suites.flatMap(({ file, seconds, cases }) => [
    `  <testsuite name=${quoted(file)} ${countsOf(cases)} time="${seconds.toFixed(3)}">`,
    ...cases.map(caseXml),
    "  </testsuite>",
  ]);
  const head = `<testsuites name="softmaxnb" ${count} time="${time.toFixed(3)}">`;
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...lines, "</testsuites>"].join("\n")}\n`;
}

function suiteOf(notebook: NotebookFile, ran: readonly RanCell[]): { file: string; seconds: number; cases: readonly Case[] } {
  const seconds = ran.reduce((sum, { document }) => sum + document.elapsedMs, 0) / 1000;
  return { file: notebook.file, seconds, cases: ran.flatMap((cell) => casesOf(notebook, cell)) };
}

function casesOf(notebook: NotebookFile, cell: RanCell): readonly Case[] {
  const { index, source, status, error } = cell.document;
  const assertions = assertionsIn(source);
  const at = cell.failure?.span?.start ?? 0;
  const failed = cell.failure === undefined ? undefined : assertions.find(({ start, end }) => start <= at && at < end);
  const { file } = notebook;
  const own = assertions.map(
    (assertion): Case => ({
      name: `cell ${index}, line ${assertion.line}: ${assertion.label}`,
      file,
      line: lineIn(notebook, index, assertion.line),
      problem: problemOf(assertion, cell, failed),
    }),
  );
  if (status === "ok" || failed !== undefined) return own;
  const [type, message] = error === undefined ? ["Timeout", "cancelled: the time was up"] : [error.code, error.message];
  return [
    ...own,
    { name: `cell ${index} runs`, file, line: lineIn(notebook, index, error?.line ?? 1), problem: { kind: "error", type, message } },
  ];
}

function problemOf(assertion: Assertion, { failure, document }: RanCell, failed: Assertion | undefined): Case["problem"] {
  if (failure !== undefined && assertion === failed)
    return { kind: failure.code === "Assertion" ? "failure" : "error", type: failure.code, message: failure.message };
  const reached = document.status === "ok" || (failure !== undefined && assertion.start < (failed?.start ?? failure.span?.start ?? 0));
  return reached ? null : { kind: "skipped", type: "", message: "its cell stopped before" };
}

function countsOf(cases: readonly Case[]): string {
  const of = (kind: string): number => cases.filter(({ problem }) => problem?.kind === kind).length;
  return `tests="${cases.length}" failures="${of("failure")}" errors="${of("error")}" skipped="${of("skipped")}"`;
}

function caseXml({ name, file, line, problem }: Case): string {
  const head = `    <testcase classname=${quoted(file)} name=${quoted(name)} file=${quoted(file)} line="${line}"`;
  if (problem === null) return `${head}/>`;
  if (problem.kind === "skipped") return `${head}><skipped message=${quoted(problem.message)}/></testcase>`;
  const { kind, type, message } = problem;
  return `${head}><${kind} type=${quoted(type)} message=${quoted(message)}>${escaped(`${file}:${line}: ${message}`)}</${kind}></testcase>`;
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** Text as XML 1.0 takes it: characters that it does not know at all become a mark. */
function escaped(text: string): string {
  return text
    .replace(/\p{Surrogate}|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"\n\r\t]/g, (c) => ENTITIES[c] ?? c);
}
