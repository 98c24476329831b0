/** Colours of one theme, under the names that the renderer reads. */
const LIGHT = `
  --vscode-editor-foreground: #1f2328; --vscode-editor-background: #ffffff; --vscode-descriptionForeground: #57606a;
  --vscode-charts-blue: #0067a6; --vscode-focusBorder: #0067a6; --vscode-errorForeground: #b3261e; --vscode-editorWarning-foreground: #8a5a00;
  --code-background: #f5f6f8; --line: #d8dee4; --link: #0a58a6; --comment: #57606a; --text: #0a5c3e; --number: #8a3b00; --call: #6a3fa0;
  color-scheme: light;`;
const DARK = `
  --vscode-editor-foreground: #e6e6e6; --vscode-editor-background: #1e1e1e; --vscode-descriptionForeground: #a8b0b8;
  --vscode-charts-blue: #56b4e9; --vscode-focusBorder: #56b4e9; --vscode-errorForeground: #ff8a80; --vscode-editorWarning-foreground: #e2b54a;
  --code-background: #272a2e; --line: #3a3f45; --link: #7cc0f5; --comment: #a0a8b0; --text: #8fd6a8; --number: #f0b27a; --call: #c9a7f5;
  color-scheme: dark;`;

/** The page's whole style: light and dark as the reader's system has it, light on paper. The renderer brings its own for outputs. */
export const PAGE_STYLE = `
:root {${LIGHT}
  --vscode-font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --vscode-editor-font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) { :root {${DARK} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); font: 16px/1.6 var(--vscode-font-family); }
main { max-width: 900px; margin: 0 auto; padding: 24px 20px 48px; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.4em 0 0.5em; }
h1 { font-size: 1.9em; margin-top: 0.4em; }
h2 { font-size: 1.4em; }
p, ul, ol, blockquote, pre, table { margin: 0.7em 0; }
a { color: var(--link); }
a, p, li { overflow-wrap: anywhere; }
blockquote { margin-left: 0; padding-left: 1em; border-left: 3px solid var(--line); color: var(--vscode-descriptionForeground); }
code, pre { font-family: var(--vscode-editor-font-family); font-size: 0.9em; }
:not(pre) > code { background: var(--code-background); padding: 0.1em 0.3em; border-radius: 3px; }
pre { background: var(--code-background); padding: 10px 14px; border-radius: 5px; overflow-x: auto; line-height: 1.5; }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.6em 0; }
img { max-width: 100%; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.92em; }
th, td { border-bottom: 1px solid var(--line); padding: 4px 12px; text-align: left; }
math { font-family: "Cambria Math", "STIX Two Math", "Latin Modern Math", "Noto Sans Math", math; font-size: 1.08em; }
math * { border-color: currentColor; }
math.tml-display { display: block math; width: 100%; margin: 0.9em 0; overflow-x: auto; overflow-y: hidden; }
mfrac > :nth-child(2), msqrt, mover > :first-child { math-shift: compact; }
.tml-right { text-align: right; }
.tml-left { text-align: left; }
.comment { color: var(--comment); } .text { color: var(--text); } .number { color: var(--number); } .call { color: var(--call); }
.cell { margin: 1.2em 0; }
.cell > pre { margin: 0 0 0.5em; }
.cell > details > summary, .output details > summary { cursor: pointer; width: fit-content; color: var(--vscode-descriptionForeground); font-size: 0.85em; }
.outputs { display: flex; flex-direction: column; gap: 10px; min-width: 0; }
.output { min-width: 0; }
.output figure { margin: 0; }
.output figcaption, .notice, .absent, footer { color: var(--vscode-descriptionForeground); font-size: 0.88em; }
.output td, .output th { font-variant-numeric: tabular-nums; }
.stage > details > table { display: block; max-height: 20em; overflow: auto; }
pre.plain { background: none; padding: 2px 0; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.snb-output pre { background: none; padding: 0; }
pre.error { color: var(--vscode-errorForeground); }
.notice { border-left: 3px solid var(--vscode-editorWarning-foreground); padding: 2px 10px; }
footer { margin-top: 3em; border-top: 1px solid var(--line); padding-top: 0.8em; }
@media (max-width: 500px) { main { padding: 12px 14px 32px; } body { font-size: 15px; } }
@media print {
  main { max-width: none; padding: 0; }
  .cell, figure, .snb-output, table { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  .snb-output { print-color-adjust: exact; background: var(--vscode-editor-background); }
  .snb-saves, .snb-data, .notice.live { display: none !important; }
  pre { white-space: pre-wrap; }
}
`;
