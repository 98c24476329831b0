import { type ExtensionContext, Uri } from "vscode";
import { startNodeSession } from "../worker/host.node.ts";
import { activateWith } from "./activate.ts";

/** Entry of the extension in a Node extension host: sessions live in worker threads and read files themselves. */
export function activate(context: ExtensionContext): void {
  const entry = Uri.joinPath(context.extensionUri, "dist", "session.node.cjs").fsPath;
  activateWith(context, {
    startSession: ({ roots, graceMs, memoryLimitMb }) =>
      startNodeSession({ entry, roots: roots.filter(isOnDisk).map((root) => root.fsPath), graceMs, memoryLimitMb }),
    folderName: (folder) => (isOnDisk(folder) ? folder.fsPath : null),
  });
}

function isOnDisk(uri: Uri): boolean {
  return uri.scheme === "file";
}
