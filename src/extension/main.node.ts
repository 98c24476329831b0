import { type ExtensionContext, Uri } from "vscode";
import { makePageInThread } from "../page/host.node.ts";
import { startNodeSession } from "../worker/host.node.ts";
import { startNodeLanguage } from "../worker/language.node.ts";
import { nodePool } from "../worker/poolHost.node.ts";
import { activateWith } from "./activate.ts";
import { pageScripts } from "./pageScripts.ts";
import { threadsSetting } from "./settings.ts";

/** Entry of the extension in a Node extension host: sessions live in worker threads and read files themselves. */
export function activate(context: ExtensionContext): void {
  const bundle = (name: string): string => Uri.joinPath(context.extensionUri, "dist", name).fsPath;
  const entry = bundle("session.node.cjs");
  const pool = nodePool(bundle("pool.node.cjs"), threadsSetting());
  context.subscriptions.push(pool);
  activateWith(context, {
    startSession: ({ roots, graceMs, memoryLimitMb }) =>
      startNodeSession({ entry, roots: roots.filter(isOnDisk).map((root) => root.fsPath), graceMs, memoryLimitMb, pool }),
    startLanguage: () => startNodeLanguage(entry),
    folderName: (folder) => (isOnDisk(folder) ? folder.fsPath : null),
    makePage: async (job) =>
      makePageInThread(bundle("maker.thread.cjs"), bundle("maker.js"), { ...job, scripts: await pageScripts(context) }),
  });
}

function isOnDisk(uri: Uri): boolean {
  return uri.scheme === "file";
}
