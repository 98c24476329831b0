import { type ExtensionContext, Uri, workspace } from "vscode";
import type { PageJob } from "../page/index.ts";

/** The scripts that an exported page carries. */
export async function pageScripts(context: ExtensionContext): Promise<PageJob["scripts"]> {
  const text = async (name: string): Promise<string> =>
    new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(context.extensionUri, "dist", name)));
  return { page: await text("renderer.js"), engine: await text("session.web.js") };
}
