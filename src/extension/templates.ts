import { type ExtensionContext, l10n, type QuickPickItem, Uri, window, workspace } from "vscode";
import { NOTEBOOK_TYPE } from "./controller.ts";
import { notebookData, textOf } from "./serializer.ts";

interface TemplateItem extends QuickPickItem {
  /** Its file in `templates/`, without the ending. */
  readonly name: string;
}

/** Offers the templates and opens one as a new notebook that was never saved; `named` opens that one without asking. */
export async function newFromTemplate(context: ExtensionContext, named?: unknown): Promise<void> {
  const items = templates();
  const picked =
    items.find(({ name }) => name === named) ??
    (await window.showQuickPick(items, { placeHolder: l10n.t("Which template?"), matchOnDetail: true }));
  if (!picked) return;
  const bytes = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, "templates", `${picked.name}.softmaxnb`));
  await window.showNotebookDocument(await workspace.openNotebookDocument(NOTEBOOK_TYPE, notebookData(textOf(bytes))));
}

function templates(): readonly TemplateItem[] {
  return [
    {
      name: "temperature-sweep",
      label: l10n.t("Temperature sweep"),
      detail: l10n.t("Your logits at one temperature, and at all of them"),
    },
    {
      name: "decoding-chain",
      label: l10n.t("Decoding chain"),
      detail: l10n.t("Which tokens survive top-k, top-p and temperature, and draws from what is left"),
    },
    {
      name: "calibration",
      label: l10n.t("Calibration"),
      detail: l10n.t("Is a classifier as often right as it is sure? A reliability diagram, and the temperature that mends it"),
    },
    {
      name: "attention",
      label: l10n.t("Attention"),
      detail: l10n.t("Weights of queries over keys, with a scale and a causal mask"),
    },
    {
      name: "online-softmax",
      label: l10n.t("Online softmax"),
      detail: l10n.t("One pass, block by block, and the digits that each way keeps"),
    },
  ];
}
