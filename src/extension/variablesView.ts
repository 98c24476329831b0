import { type Disposable, EventEmitter, type TreeDataProvider, TreeItem, window } from "vscode";
import type { Variable } from "../model/index.ts";
import type { Sessions } from "./sessions.ts";
import { shownNotebook } from "./shownNotebook.ts";

/** While a control is dragged, the list follows no more often than this. */
const PAUSE_MS = 150;

/** The variables of the active notebook in the side bar: name, type, shape and value; a click shows the cell that set it. */
export function showVariables(sessions: Sessions): Disposable {
  const source = new Variables(sessions);
  const view = window.createTreeView("softmaxnb.variables", { treeDataProvider: source });
  const parts = [
    source,
    view,
    view.onDidChangeVisibility(() => source.refresh()),
    window.onDidChangeActiveNotebookEditor(() => source.refresh()),
    window.onDidChangeVisibleNotebookEditors(() => source.refresh()),
    sessions.onDidChange((notebook) => notebook === shownNotebook() && source.refresh()),
  ];
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}

class Variables implements TreeDataProvider<Variable>, Disposable {
  readonly #sessions: Sessions;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, PAUSE_MS);
  }

  async getChildren(parent?: Variable): Promise<Variable[]> {
    const notebook = shownNotebook();
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
