import { darkTheme, lightTheme, type Theme } from "../../src/output/index.ts";

/** The editor's variables as a theme of our own has them. */
function variables({ foreground, background, accent }: Theme): string {
  const inputs = `--vscode-input-foreground: ${foreground}; --vscode-input-background: ${background};`;
  return `--vscode-editor-foreground: ${foreground}; --vscode-editor-background: ${background}; --vscode-charts-blue: ${accent}; ${inputs}`;
}

/** The renderer's whole style: the editor's variables first, values that also work on a plain page second. */
export const STYLE = `
.snb-output {
  --snb-fg: var(--vscode-editor-foreground, #1f2328);
  --snb-bg: var(--vscode-editor-background, #ffffff);
  --snb-muted: color-mix(in srgb, var(--snb-fg) 72%, var(--snb-bg));
  --snb-line: color-mix(in srgb, var(--snb-fg) 18%, var(--snb-bg));
  --snb-soft: color-mix(in srgb, var(--snb-fg) 7%, var(--snb-bg));
  --snb-edge: color-mix(in srgb, var(--snb-fg) 46%, var(--snb-bg));
  --snb-track: color-mix(in srgb, var(--snb-fg) 46%, var(--snb-bg));
  --snb-accent: var(--vscode-charts-blue, #0067a6);
  --snb-focus: var(--vscode-focusBorder, #0067a6);
  --snb-warn: var(--vscode-editorWarning-foreground, #8a5a00);
  --snb-error: var(--vscode-errorForeground, #b3261e);
  color: var(--snb-fg);
  font-family: var(--vscode-font-family, system-ui, sans-serif);
  font-size: 12.5px;
  line-height: 1.4;
  padding: 2px 0;
  max-width: 100%;
}
.snb-output.snb-light, .snb-output.snb-dark { background: var(--vscode-editor-background); padding: 4px 8px; border-radius: 3px; }
.snb-output.snb-light { color-scheme: light; ${variables(lightTheme)} --vscode-focusBorder: #005fb8; --vscode-editorWarning-foreground: #8a5a00; --vscode-errorForeground: #b3261e; --vscode-contrastBorder: #8c959f; --vscode-contrastActiveBorder: #005fb8; }
.snb-output.snb-dark { color-scheme: dark; ${variables(darkTheme)} --vscode-focusBorder: #3794ff; --vscode-editorWarning-foreground: #cca700; --vscode-errorForeground: #f48771; --vscode-contrastBorder: #6e7681; --vscode-contrastActiveBorder: #3794ff; }
.snb-readout { margin: 0; text-align: right; font-size: 11px; color: var(--snb-muted); font-variant-numeric: tabular-nums; }
.snb-output *, .snb-output *::before { box-sizing: border-box; }
.snb-output [hidden] { display: none !important; }
.snb-body { transition: opacity 120ms; }
.snb-dimmed { opacity: 0.45; }
.snb-stale .snb-body { opacity: 0.6; }
.snb-notice, .snb-problem { margin: 2px 0 6px; padding: 3px 8px; border-left: 3px solid var(--snb-error); }
.snb-notice { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.snb-text { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-family: var(--vscode-editor-font-family, ui-monospace, monospace); font-size: var(--vscode-editor-font-size, 13px); }
.snb-error { border-left: 3px solid var(--snb-error); padding: 4px 10px; }
.snb-error code { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); }
.snb-place { color: var(--snb-muted); margin-left: 6px; }
.snb-facts { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0 0 4px; font-variant-numeric: tabular-nums; }
.snb-facts > div, .snb-numerics > div { display: flex; gap: 6px; }
.snb-facts dd:empty { display: none; }
.snb-facts dt { color: var(--snb-muted); }
.snb-facts dd, .snb-numerics dd { margin: 0; }
.snb-entry { margin-bottom: 8px; }
.snb-short { display: flex; gap: 12px; align-items: baseline; margin-bottom: 2px; }
.snb-short .snb-caption { min-width: 64px; }
.snb-left { margin: 2px 0; color: var(--snb-muted); }
.snb-panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(max(min(250px, 100%), 34%), 1fr)); gap: 4px 20px; align-items: start; }
.snb-tall { grid-row: span 2; }
.snb-panel { margin: 0; min-width: 0; width: 100%; position: relative; }
.snb-caption { font-weight: 600; font-size: 12px; }
.snb-caption:empty { display: none; }
.snb-chart { width: 100%; min-width: 0; overflow: hidden; }
.snb-stage { width: 100%; overflow: auto hidden; }
.snb-stage svg, .snb-stage canvas { display: block; }
.snb-stage .vega-bind { display: none; }
.snb-foot { margin-top: 2px; }
.snb-tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0 12px; min-height: 24px; margin-left: -5px; }
.snb-outs, .snb-ways { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 0 12px; }
.snb-toolgroup { display: inline-flex; align-items: center; white-space: nowrap; }
.snb-toolname, .snb-said { font-size: 12px; color: var(--snb-muted); }
.snb-toolname { margin-right: 2px; }
.snb-tool { font: inherit; font-size: 12px; min-height: 24px; padding: 1px 5px; color: var(--snb-muted); background: transparent; border: 0; border-radius: 3px; cursor: pointer; }
.snb-tool:hover { color: var(--snb-fg); background: var(--snb-soft); }
.snb-tool[aria-expanded]::after { content: " ▸"; }
.snb-tool[aria-expanded="true"]::after { content: " ▾"; }
.snb-tool[aria-pressed="true"] { color: var(--snb-fg); box-shadow: inset 0 -2px 0 var(--snb-accent); border-radius: 3px 3px 0 0; }
.snb-comparison > div:first-child dt::before { content: ""; display: inline-block; width: 14px; height: 0; border-top: 2.5px solid var(--snb-pinned); vertical-align: middle; margin-right: 6px; }
.snb-numerics { display: flex; flex-wrap: wrap; gap: 0 12px; margin: 2px 0 0; font-variant-numeric: tabular-nums; font-size: 11.5px; color: var(--snb-muted); }
.snb-numerics dd { color: var(--snb-muted); }
.snb-numerics dt:empty { display: none; }
.snb-chart { position: relative; }
.snb-chart:focus-visible { outline-offset: 0 !important; }
.snb-ring { position: absolute; pointer-events: none; border: 2px solid var(--snb-focus); border-radius: 2px; }
.snb-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.snb-notes { list-style: none; margin: 2px 0 0; padding: 0; }
.snb-notes li { color: var(--snb-fg); border-left: 3px solid var(--snb-warn); padding: 0 8px; margin: 3px 0; }
.snb-tablebox { max-height: 320px; overflow: auto; width: fit-content; max-width: 100%; margin-top: 4px; border: 1px solid var(--snb-line); border-radius: 3px; }
.snb-table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 12px; }
.snb-table caption { text-align: left; color: var(--snb-muted); padding: 4px 10px; caption-side: bottom; }
.snb-table th, .snb-table td { padding: 2px 12px; border: 0; white-space: nowrap; background: transparent; }
.snb-table th, .snb-table td { text-align: left; }
.snb-table .snb-number-cell { text-align: right; }
.snb-table th { position: sticky; top: 0; background: var(--snb-bg); border-bottom: 1px solid var(--snb-edge); font-weight: 600; }
.snb-table tbody tr:nth-child(even) td { background: var(--snb-soft); }
.snb-control { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; min-height: 28px; }
.snb-label { min-width: 56px; font-weight: 600; }
.snb-slider, .snb-scrubber { display: flex; align-items: center; gap: 8px; flex: 1 1 260px; max-width: 560px; }
.snb-scrubber { max-width: none; margin-top: 2px; flex-wrap: wrap; }
.snb-scrubber .snb-range { flex-basis: 200px; }
.snb-bound { color: var(--snb-muted); font-size: 11px; font-variant-numeric: tabular-nums; }
.snb-value { min-width: 56px; font-variant-numeric: tabular-nums; white-space: pre-wrap; }
.snb-range { -webkit-appearance: none; appearance: none; flex: 1 1 120px; min-width: 80px; height: 22px; margin: 0; background: transparent; cursor: pointer; }
.snb-range::-webkit-slider-runnable-track { height: 4px; border-radius: 2px; background: linear-gradient(to right, var(--snb-accent) var(--snb-fill, 0%), var(--snb-track) var(--snb-fill, 0%)); }
.snb-range::-moz-range-track { height: 4px; border-radius: 2px; background: linear-gradient(to right, var(--snb-accent) var(--snb-fill, 0%), var(--snb-track) var(--snb-fill, 0%)); }
.snb-range::-webkit-slider-thumb { -webkit-appearance: none; appearance: none; width: 16px; height: 16px; margin-top: -6px; border-radius: 50%; background: var(--snb-accent); border: 2px solid var(--snb-bg); box-shadow: 0 0 0 1px var(--snb-edge); }
.snb-range::-moz-range-thumb { width: 12px; height: 12px; border-radius: 50%; background: var(--snb-accent); border: 2px solid var(--snb-bg); box-shadow: 0 0 0 1px var(--snb-edge); }
.snb-range:disabled, .snb-play:disabled { opacity: 0.6; cursor: not-allowed; }
.snb-select, .snb-number { font: inherit; color: var(--vscode-input-foreground, var(--snb-fg)); background: var(--vscode-input-background, var(--snb-bg)); border: 1px solid var(--snb-edge); border-radius: 3px; padding: 2px 6px; min-height: 26px; }
.snb-number { width: 120px; }
.snb-checkbox { width: 16px; height: 16px; margin: 0; accent-color: var(--snb-accent); }
.snb-play { flex: none; width: 28px; height: 28px; font-size: 10px; line-height: 1; padding: 0; color: var(--snb-fg); background: var(--snb-soft); border: 1px solid var(--snb-edge); border-radius: 50%; cursor: pointer; }
.snb-tabs { display: inline-flex; border: 1px solid var(--snb-edge); border-radius: 4px; overflow: hidden; margin-bottom: 6px; }
.snb-tab { font: inherit; font-size: 12px; padding: 2px 10px; color: var(--snb-fg); background: transparent; border: 0; border-left: 1px solid var(--snb-edge); cursor: pointer; }
.snb-tab:first-child { border-left: 0; }
.snb-tab[aria-checked="true"] { background: var(--snb-fg); color: var(--snb-bg); }
.snb-sweeppanels { display: flex; flex-wrap: wrap; gap: 4px 20px; }
.snb-sweep { max-width: 1420px; }
.snb-main { flex: 3 1 380px; min-width: 0; max-width: 980px; }
.snb-slice:empty { display: none; }
.snb-slice { flex: 1 1 230px; min-width: 0; }
.snb-output :focus { outline: none; }
.snb-output :focus-visible { outline: 2px solid var(--snb-focus); outline-offset: 2px; }
.snb-tab:focus-visible { outline-offset: -3px !important; }
.snb-tip { position: fixed; z-index: 10; pointer-events: none; white-space: pre-line; max-width: 320px; padding: 3px 8px; font: 12px/1.4 var(--vscode-font-family, system-ui, sans-serif); color: var(--vscode-editorHoverWidget-foreground, var(--vscode-editor-foreground, #1f2328)); background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background, #ffffff)); border: 1px solid var(--vscode-editorHoverWidget-border, #8c959f); border-radius: 3px; }
.snb-tip[hidden] { display: none; }
.vscode-high-contrast .snb-output, .vscode-high-contrast-light .snb-output { --snb-muted: var(--snb-fg); --snb-line: var(--vscode-contrastBorder, var(--snb-fg)); --snb-edge: var(--vscode-contrastBorder, var(--snb-fg)); --snb-soft: var(--snb-bg); --snb-accent: var(--vscode-contrastActiveBorder, var(--snb-focus)); }
.vscode-high-contrast .snb-dimmed, .vscode-high-contrast-light .snb-dimmed, .vscode-high-contrast .snb-stale .snb-body, .vscode-high-contrast-light .snb-stale .snb-body { opacity: 0.7; outline: 1px dashed var(--snb-edge); }
@media (prefers-reduced-motion: reduce) { .snb-body { transition: none; } }
`;
