import {
  type DocumentSemanticTokensProvider,
  EventEmitter,
  InlayHint,
  InlayHintKind,
  type InlayHintsProvider,
  SemanticTokensBuilder,
  SemanticTokensLegend,
  type TextDocument,
  workspace,
} from "vscode";
import type { TokenKind } from "../../model/index.ts";
import type { LanguageService } from "../../worker/index.ts";
import { placeOfDocument, rangeOf, sourcesOf } from "./cells.ts";
import { hintText, type Values, valueText } from "./values.ts";

const TYPES = ["function", "variable", "parameter", "property", "type"] as const;
const MODIFIERS = ["declaration", "defaultLibrary", "readonly"] as const;

export const LEGEND = new SemanticTokensLegend([...TYPES], [...MODIFIERS]);

/** The editor's standard words for our kinds, so that every theme has a colour for them. */
const WORDS: Readonly<Record<TokenKind, readonly [(typeof TYPES)[number], ...(typeof MODIFIERS)[number][]]>> = {
  function: ["function"],
  libraryFunction: ["function", "defaultLibrary"],
  mathFunction: ["function", "defaultLibrary"],
  variable: ["variable"],
  parameter: ["parameter"],
  keyword: ["property"],
  constant: ["variable", "readonly", "defaultLibrary"],
  unit: ["type"],
};

export function tokensProvider(service: LanguageService): DocumentSemanticTokensProvider {
  return {
    async provideDocumentSemanticTokens(document) {
      const { documents, cell } = placeOfDocument(document);
      const version = document.version;
      const tokens = await service.ask(sourcesOf(documents), { kind: "tokens", cell });
      // Places in a text that has changed colour the wrong words; the editor asks again.
      if (!tokens || document.version !== version) return undefined;
      const builder = new SemanticTokensBuilder(LEGEND);
      for (const { span, kind, defines } of tokens) {
        const [type, ...modifiers] = WORDS[kind];
        builder.push(rangeOf(document, span), type, defines ? [...modifiers, "declaration"] : modifiers);
      }
      return builder.build();
    },
  };
}

/** After each name that a cell sets, its type, shape and sum, where `softmaxnb.inlayHints` is on. */
export class ValueHints implements InlayHintsProvider {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(
    private readonly service: LanguageService,
    private readonly values: Values,
  ) {}

  /** To be told when values may have changed. */
  refresh(): void {
    this.#changed.fire();
  }

  async provideInlayHints(document: TextDocument): Promise<InlayHint[]> {
    const values = workspace.getConfiguration("softmaxnb", document.uri);
    if (values.get("inlayHints") !== true) return [];
    const { documents, cell, notebook } = placeOfDocument(document);
    const known = new Map((await this.values(notebook)).map((variable) => [variable.name, variable]));
    if (known.size === 0) return [];
    const places = (await this.service.ask(sourcesOf(documents), { kind: "values", cell })) ?? [];
    return places.flatMap(({ name, end }) => {
      const variable = known.get(name);
      if (!variable) return [];
      const hint = new InlayHint(document.positionAt(end), hintText(variable), InlayHintKind.Type);
      hint.paddingRight = true;
      hint.tooltip = valueText(variable);
      return [hint];
    });
  }
}
