import { type NotebookDocument, Uri, workspace } from "vscode";

/** Where a notebook's relative paths start, and the folders that it may read from. */
export interface Place {
  readonly folder: Uri | null;
  readonly roots: readonly Uri[];
}

/**
 * A notebook in the workspace may read from the workspace's folders; one outside, only from its own folder. One that was never
 * saved counts as lying in the first folder of the workspace.
 */
export function placeOf(notebook: NotebookDocument): Place {
  const folders = (workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  if (notebook.isUntitled) return { folder: folders[0] ?? null, roots: folders };
  const folder = Uri.joinPath(notebook.uri, "..");
  return { folder, roots: workspace.getWorkspaceFolder(notebook.uri) ? folders : [folder] };
}
