import { type ExtensionContext, Uri, workspace } from "vscode";
import { startWebSession } from "../worker/host.web.ts";
import { startWebLanguage } from "../worker/language.web.ts";
import { activateWith } from "./activate.ts";

/** Entry of the extension in a browser: sessions live in web workers and ask this side for files. */
export async function activate(context: ExtensionContext): Promise<void> {
  const entryUrl = await workerUrl(context);
  activateWith(context, {
    startSession: ({ graceMs }) => startWebSession({ entryUrl, graceMs }),
    startLanguage: () => startWebLanguage(entryUrl),
    folderName: (folder) => folder.toString(),
  });
}

/**
 * A URL of the worker's script that a worker can start from wherever the extension lies: a worker may not be started from a
 * remote extension's own address, but may be from a copy of its text. Null where there is none; sessions then run in place.
 */
async function workerUrl(context: ExtensionContext): Promise<string | null> {
  try {
    const script = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, "dist", "session.web.js"));
    const url = URL.createObjectURL(new Blob([new Uint8Array(script)], { type: "text/javascript" }));
    context.subscriptions.push({ dispose: () => URL.revokeObjectURL(url) });
    return url;
  } catch {
    return null;
  }
}
