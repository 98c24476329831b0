import { commands, type Disposable, EventEmitter, type NotebookDocument, type TreeDataProvider, TreeItem, window, workspace } from "vscode";
import type { Variable } from "../model/index.ts";
import { NOTEBOOK_TYPE } from "./controller.ts";
import type { Sessions } from "./sessions.ts";
import { shownNotebook } from "./shownNotebook.ts";

/** While a control is dragged, the list follows no more often than this. */
const PAUSE_MS = 150;

/** The variables of the notebook that is shown, or was last, in the side bar while one is open: name, type, shape and value; a click shows the cell that set it. */
export function showVariables(sessions: Sessions): Disposable {
  const source = new Variables(sessions);
  const view = window.createTreeView("softmaxnb.variables", { treeDataProvider: source });
  const tellOpen = (): void => {
    const open = workspace.notebookDocuments.some(({ notebookType }) => notebookType === NOTEBOOK_TYPE);
    void commands.executeCommand("setContext", "softmaxnb.open", open);
    source.refresh();
  };
  tellOpen();
  const parts = [
    source,
    view,
    view.onDidChangeVisibility(() => source.refresh()),
    workspace.onDidOpenNotebookDocument(tellOpen),
    workspace.onDidCloseNotebookDocument(tellOpen),
    window.onDidChangeActiveNotebookEditor(() => source.refresh()),
    window.onDidChangeVisibleNotebookEditors(() => source.refresh()),
    sessions.onDidChange((notebook) => notebook === source.notebook && source.refresh()),
  ];
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}

class Variables implements TreeDataProvider<Variable>, Disposable {
  readonly #sessions: Sessions;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  #last: NotebookDocument | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  /** The notebook that is shown, else the one that was last, while it is open. */
  get notebook(): NotebookDocument | undefined {
    this.#last = shownNotebook() ?? (this.#last?.isClosed ? undefined : this.#last);
    return this.#last;
  }

  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, PAUSE_MS);
  }

  async getChildren(parent?: Variable): Promise<Variable[]> {
    const { notebook } = this;
    const session = notebook && this.#sessions.find(notebook);
    const answer = parent || !session ? null : await session.ask({ type: "inspect" });
    return answer?.type === "inspection" ? [...answer.variables] : [];
  }

  getTreeItem({ name, type, shape, value, cell }: Variable): TreeItem {
    const item = new TreeItem(name);
    const kind = shape.length > 0 ? `${type} [${shape.join(", ")}]` : type;
    item.id = name;
    item.description = value === "" ? kind : `${value} · ${kind}`;
    item.tooltip = `${name}: ${kind}\n${value}`;
    item.accessibilityInformation = { label: `${name}, ${kind}, ${value}` };
    item.command = { command: "softmaxnb.revealCell", title: "", arguments: [cell] };
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }
}
