import { type ExtensionContext, workspace } from "vscode";
import { BrokenFiles } from "./brokenFiles.ts";
import { CellProgress } from "./cellProgress.ts";
import { CellStatus } from "./cellStatus.ts";
import { registerCommands } from "./commands.ts";
import { connect, createController, NOTEBOOK_TYPE } from "./controller.ts";
import { registerDataFiles } from "./dataFiles.ts";
import { registerDataflow } from "./dataflow.ts";
import { foldHiddenInputs } from "./hiddenInputs.ts";
import { registerLanguage } from "./language/index.ts";
import { trackMode } from "./notebookMode.ts";
import type { Platform } from "./platform.ts";
import { Problems } from "./problems.ts";
import { RendererChannel } from "./rendererChannel.ts";
import { runOnOpen } from "./runOnOpen.ts";
import { createSerializer } from "./serializer.ts";
import { Sessions, type SessionsParts } from "./sessions.ts";
import { registerTests } from "./testExplorer.ts";
import { showVariables } from "./variablesView.ts";

/** Wires the extension together; what it makes lives until the host disposes `context.subscriptions`. */
export function activateWith(context: ExtensionContext, platform: Platform): void {
  const controller = createController();
  const channel = new RendererChannel();
  const problems = new Problems();
  const broken = new BrokenFiles();
  const serializer = createSerializer((reason) => broken.refused(reason));
  const progress = new CellProgress(NOTEBOOK_TYPE);
  const status = new CellStatus(NOTEBOOK_TYPE);
  const post: SessionsParts["post"] = (notebook, update) => channel.post(notebook, update);
  const sessions = new Sessions({ platform, controller, problems, progress, status, post });
  connect(controller, sessions);
  context.subscriptions.push(
    workspace.registerNotebookSerializer(NOTEBOOK_TYPE, serializer, { transientOutputs: true }),
    controller,
    problems,
    broken,
    progress,
    status,
    sessions,
    channel.connect(sessions),
    foldHiddenInputs(NOTEBOOK_TYPE),
    trackMode(),
    runOnOpen(controller, sessions),
    showVariables(sessions),
    registerDataflow(sessions),
    registerLanguage(context, platform.startLanguage(), problems, sessions),
    ...registerCommands(context, sessions, platform),
    ...registerDataFiles(),
    registerTests(platform),
  );
}
