/** The part of VS Code's renderer API (vscode-notebook-renderer 1.72) that is used here; any host that has it will do. */
export interface OutputItem {
  readonly id: string;
  readonly mime: string;
  /** The payload, parsed. Throws on broken JSON. */
  json(): unknown;
}

export interface RendererContext {
  /** Absent where the host has no messaging, e.g. in an exported page. */
  readonly postMessage?: (message: unknown) => void;
  /** False where there is no editor to open a text in. */
  readonly opensText?: boolean;
  readonly onDidReceiveMessage?: ((listener: (message: unknown) => void) => unknown) | undefined;
}

export interface RendererApi {
  renderOutputItem(item: OutputItem, host: HTMLElement, signal: AbortSignal): Promise<void>;
  /** Without an id all outputs go. */
  disposeOutputItem(id?: string): void;
}
