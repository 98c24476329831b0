import {
  Hover,
  type HoverProvider,
  MarkdownString,
  ParameterInformation,
  SignatureHelp,
  type SignatureHelpProvider,
  SignatureInformation,
} from "vscode";
import type { LanguageService } from "../../worker/index.ts";
import { askAt, rangeOf } from "./cells.ts";
import { type Values, valueText } from "./values.ts";

/** Docs of functions and keywords; of a name its shape, type and value, and where it is defined. */
export function hoverProvider(service: LanguageService, values: Values): HoverProvider {
  return {
    async provideHover(document, position) {
      const found = await askAt(service, "hover", document, position);
      if (!found) return undefined;
      const { span, markdown, variable } = found.answer;
      const known = variable === undefined ? undefined : (await values(found.place.notebook)).find(({ name }) => name === variable);
      const parts = [
        ...(known ? [new MarkdownString().appendCodeblock(`${variable}: ${valueText(known)}`, "text")] : []),
        new MarkdownString(markdown),
      ];
      return new Hover(parts, rangeOf(document, span));
    },
  };
}

export function signatureProvider(service: LanguageService): SignatureHelpProvider {
  return {
    async provideSignatureHelp(document, position) {
      const found = await askAt(service, "signature", document, position);
      if (!found) return undefined;
      const { label, docs, parameters, active } = found.answer;
      const signature = new SignatureInformation(label, new MarkdownString(docs));
      signature.parameters = parameters.map(({ span, docs: text }) => new ParameterInformation([...span], new MarkdownString(text)));
      const help = new SignatureHelp();
      help.signatures = [signature];
      help.activeSignature = 0;
      // Beyond the last one none is lit.
      help.activeParameter = active < 0 ? parameters.length : active;
      return help;
    },
  };
}
