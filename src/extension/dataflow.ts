import { commands, type Disposable, l10n, type NotebookDocument, ViewColumn, type WebviewPanel, window } from "vscode";
import { codeCellsOf } from "./cellNumber.ts";
import { layOut } from "./dataflowLayout.ts";
import { type CellTitle, dataflowPage, type Words } from "./dataflowPage.ts";
import { idOf } from "./executions.ts";
import type { Sessions } from "./sessions.ts";
import { shownNotebook } from "./shownNotebook.ts";

const PAUSE_MS = 300;

/** The command that shows, beside a notebook, which cell uses the names of which: a picture that follows the notebook. */
export function registerDataflow(sessions: Sessions): Disposable {
  const open = new Map<NotebookDocument, Dataflow>();
  const show = (): void => {
    const notebook = shownNotebook();
    if (!notebook) return;
    const found = open.get(notebook);
    if (found) return found.panel.reveal();
    const shown = new Dataflow(notebook, sessions);
    open.set(notebook, shown);
    shown.panel.onDidDispose(() => open.delete(notebook));
  };
  const parts = [
    commands.registerCommand("softmaxnb.showDataflow", show),
    sessions.onDidChange((notebook) => open.get(notebook)?.refresh()),
    { dispose: () => [...open.values()].forEach(({ panel }) => void panel.dispose()) },
  ];
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}

class Dataflow {
  readonly panel: WebviewPanel;
  readonly #notebook: NotebookDocument;
  readonly #sessions: Sessions;
  readonly #nonce = nonce();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(notebook: NotebookDocument, sessions: Sessions) {
    this.#notebook = notebook;
    this.#sessions = sessions;
    const title = l10n.t("Dataflow of {0}", notebook.uri.path.split("/").at(-1) ?? "");
    this.panel = window.createWebviewPanel(
      "softmaxnb.dataflow",
      title,
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      {
        enableScripts: false,
        localResourceRoots: [],
        enableCommandUris: ["softmaxnb.revealCell"],
      },
    );
    this.panel.onDidDispose(() => clearTimeout(this.#timer));
    void this.#draw();
  }

  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#draw(), PAUSE_MS);
  }

  async #draw(): Promise<void> {
    if (this.#notebook.isClosed) return this.panel.dispose();
    const answer = await this.#sessions.of(this.#notebook).ask({ type: "inspect" });
    const links = answer?.type === "inspection" ? answer.links : [];
    const page = dataflowPage(layOut(links), titlesOf(this.#notebook), wordsOf(this.panel.title), this.#nonce);
    if (this.panel.webview.html !== page) this.panel.webview.html = page;
  }
}

function titlesOf(notebook: NotebookDocument): ReadonlyMap<string, CellTitle> {
  const cells = codeCellsOf(notebook);
  return new Map(cells.map((cell, index) => [idOf(cell), { number: index + 1, text: cell.document.lineAt(0).text }]));
}

function wordsOf(title: string): Words {
  return {
    title,
    empty: l10n.t("Run the notebook to see which cell uses the names of which."),
    cell: (number) => l10n.t("Cell {0}", number),
    stale: l10n.t("stale"),
    uses: (names) => l10n.t("uses {0}", names),
    defines: (names) => l10n.t("defines {0}", names),
  };
}

function nonce(): string {
  return Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join("");
}
