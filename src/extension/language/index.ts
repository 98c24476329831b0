import { Disposable, type ExtensionContext, languages } from "vscode";
import type { LanguageService } from "../../worker/index.ts";
import type { Problems } from "../problems.ts";
import { LEGEND, tokensProvider, ValueHints } from "./colour.ts";
import { completionProvider } from "./complete.ts";
import { Diagnostics } from "./diagnose.ts";
import { hoverProvider, signatureProvider } from "./explain.ts";
import { definitionProvider, referenceProvider, renameProvider, symbolProvider } from "./navigate.ts";
import { registerReference } from "./reference.ts";
import type { KnownValues, Values } from "./values.ts";

const SOFTMAX = { language: "softmax" };

/** Everything that the editor knows of the language. */
export function registerLanguage(context: ExtensionContext, service: LanguageService, problems: Problems, known: KnownValues): Disposable {
  const values: Values = (notebook) => known.valuesOf(notebook);
  const hints = new ValueHints(service, values);
  return Disposable.from(
    { dispose: () => service.dispose() },
    languages.registerCompletionItemProvider(SOFTMAX, completionProvider(service, values), "(", ",", '"', "/", "="),
    languages.registerSignatureHelpProvider(SOFTMAX, signatureProvider(service), "(", ",", "="),
    languages.registerHoverProvider(SOFTMAX, hoverProvider(service, values)),
    languages.registerDefinitionProvider(SOFTMAX, definitionProvider(service)),
    languages.registerReferenceProvider(SOFTMAX, referenceProvider(service)),
    languages.registerRenameProvider(SOFTMAX, renameProvider(service)),
    languages.registerDocumentSymbolProvider(SOFTMAX, symbolProvider(service)),
    languages.registerDocumentSemanticTokensProvider(SOFTMAX, tokensProvider(service), LEGEND),
    languages.registerInlayHintsProvider(SOFTMAX, hints),
    new Diagnostics(service, problems),
    registerReference(service, context.extensionUri),
    known.onValues(() => hints.refresh()),
  );
}
