import { type ExtensionContext, l10n, Uri, workspace } from "vscode";
import { makePageInWorker } from "../page/host.web.ts";
import { engineFrom } from "../worker/engine.web.ts";
import { startWebSession } from "../worker/host.web.ts";
import { startWebLanguage } from "../worker/language.web.ts";
import { webPool } from "../worker/poolHost.web.ts";
import { activateWith } from "./activate.ts";
import { pageScripts } from "./pageScripts.ts";
import { threadsSetting } from "./settings.ts";

/** Entry of the extension in a browser: sessions live in web workers and ask this side for files. */
export async function activate(context: ExtensionContext): Promise<void> {
  const entryUrl = await scriptUrl(context, "session.web.js");
  const loadEngine = engineFrom(async () => new TextDecoder().decode(await packaged(context, "session.web.js")));
  const pool = webPool(entryUrl, threadsSetting());
  if (pool) context.subscriptions.push(pool);
  activateWith(context, {
    startSession: ({ graceMs }) => startWebSession({ entryUrl, loadEngine, graceMs, pool }),
    startLanguage: () => startWebLanguage(entryUrl, loadEngine),
    folderName: (folder) => folder.toString(),
    makePage: async (job) => {
      const url = await scriptUrl(context, "maker.js");
      if (url === null) throw new Error(l10n.t("The extension's own files can't be read."));
      return makePageInWorker(url, { ...job, scripts: await pageScripts(context) });
    },
  });
}

/**
 * A URL of the worker's script that a worker can start from wherever the extension lies: a worker may not be started from a
 * remote extension's own address, but may be from a copy of its text. Null where there is none; sessions then run in place.
 */
async function scriptUrl(context: ExtensionContext, name: string): Promise<string | null> {
  try {
    const script = await packaged(context, name);
    const url = URL.createObjectURL(new Blob([new Uint8Array(script)], { type: "text/javascript" }));
    context.subscriptions.push({ dispose: () => URL.revokeObjectURL(url) });
    return url;
  } catch {
    return null;
  }
}

/** The bytes of a bundle of this very extension. */
async function packaged(context: ExtensionContext, name: string): Promise<Uint8Array> {
  return workspace.fs.readFile(Uri.joinPath(context.extensionUri, "dist", name));
}
