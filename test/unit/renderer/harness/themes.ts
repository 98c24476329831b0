/** Values of VS Code's variables in its own themes, as far as the renderer reads them. */
export interface FakeTheme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Puts a theme's class and variables on the page. */
export function applyTheme(name: string): void {
  const theme = themes[name];
  if (theme === undefined) throw new Error(`no theme ${name}`);
  document.body.className = theme.bodyClass;
  for (const [variable, value] of Object.entries(theme.variables)) document.documentElement.style.setProperty(variable, value);
  document.body.style.background = theme.variables["--vscode-editor-background"] ?? "";
}

const FONTS = {
  "--vscode-font-family": '"DejaVu Sans", sans-serif',
  "--vscode-editor-font-family": '"DejaVu Sans Mono", monospace',
  "--vscode-editor-font-size": "13px",
};

export const themes: Readonly<Record<string, FakeTheme>> = {
  light: {
    bodyClass: "vscode-light",
    variables: {
      ...FONTS,
      "--vscode-editor-foreground": "#3b3b3b",
      "--vscode-editor-background": "#ffffff",
      "--vscode-descriptionForeground": "#3b3b3b",
      "--vscode-charts-blue": "#1a85ff",
      "--vscode-focusBorder": "#005fb8",
      "--vscode-errorForeground": "#f85149",
      "--vscode-editorWarning-foreground": "#bf8803",
      "--vscode-input-background": "#ffffff",
      "--vscode-input-foreground": "#3b3b3b",
    },
  },
  dark: {
    bodyClass: "vscode-dark",
    variables: {
      ...FONTS,
      "--vscode-editor-foreground": "#cccccc",
      "--vscode-editor-background": "#1f1f1f",
      "--vscode-descriptionForeground": "#9d9d9d",
      "--vscode-charts-blue": "#3794ff",
      "--vscode-focusBorder": "#0078d4",
      "--vscode-errorForeground": "#f85149",
      "--vscode-editorWarning-foreground": "#cca700",
      "--vscode-input-background": "#313131",
      "--vscode-input-foreground": "#cccccc",
      "--vscode-editorHoverWidget-background": "#202020",
      "--vscode-editorHoverWidget-foreground": "#cccccc",
      "--vscode-editorHoverWidget-border": "#454545",
    },
  },
  contrast: {
    bodyClass: "vscode-high-contrast",
    variables: {
      ...FONTS,
      "--vscode-editor-foreground": "#ffffff",
      "--vscode-editor-background": "#000000",
      "--vscode-descriptionForeground": "rgba(255, 255, 255, 0.7)",
      "--vscode-charts-blue": "#3794ff",
      "--vscode-focusBorder": "#f38518",
      "--vscode-contrastBorder": "#6fc3df",
      "--vscode-contrastActiveBorder": "#f38518",
      "--vscode-errorForeground": "#f48771",
      "--vscode-editorWarning-foreground": "#ffd370",
      "--vscode-input-background": "#000000",
      "--vscode-input-foreground": "#ffffff",
    },
  },
  contrastLight: {
    bodyClass: "vscode-high-contrast-light vscode-high-contrast",
    variables: {
      ...FONTS,
      "--vscode-editor-foreground": "#292929",
      "--vscode-editor-background": "#ffffff",
      "--vscode-descriptionForeground": "rgba(41, 41, 41, 0.7)",
      "--vscode-charts-blue": "#1a85ff",
      "--vscode-focusBorder": "#006bbd",
      "--vscode-contrastBorder": "#0f4a85",
      "--vscode-contrastActiveBorder": "#006bbd",
      "--vscode-errorForeground": "#b5200d",
      "--vscode-editorWarning-foreground": "#895503",
      "--vscode-input-background": "#ffffff",
      "--vscode-input-foreground": "#292929",
    },
  },
};
