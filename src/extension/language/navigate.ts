import {
  type DefinitionProvider,
  DocumentSymbol,
  type DocumentSymbolProvider,
  Location,
  l10n,
  type ReferenceProvider,
  type RenameProvider,
  SymbolKind,
  type TextDocument,
  WorkspaceEdit,
} from "vscode";
import type { OutlineSymbol } from "../../model/index.ts";
import type { LanguageService } from "../../worker/index.ts";
import { askAt, placeOfDocument, rangeOf, sourcesOf, targetOf } from "./cells.ts";

export function definitionProvider(service: LanguageService): DefinitionProvider {
  return { provideDefinition: (document, position) => locations(service, "definitions", document, position) };
}

export function referenceProvider(service: LanguageService): ReferenceProvider {
  return {
    async provideReferences(document, position, { includeDeclaration }) {
      const all = await locations(service, "references", document, position);
      if (includeDeclaration) return all;
      const definitions = (await locations(service, "definitions", document, position)).map(keyOf);
      return all.filter((one) => !definitions.includes(keyOf(one)));
    },
  };
}

function keyOf({ uri, range }: Location): string {
  return `${uri}#${range.start.line}:${range.start.character}`;
}

async function locations(
  service: LanguageService,
  kind: "definitions" | "references",
  document: TextDocument,
  position: Parameters<typeof askAt>[3],
): Promise<Location[]> {
  const found = await askAt(service, kind, document, position);
  return (found?.answer ?? []).flatMap((location) => {
    const target = found && targetOf(found.place, location);
    return target ? [new Location(target.uri, target.range)] : [];
  });
}

/** Renames across cells; what it would break it refuses, with the reason. */
export function renameProvider(service: LanguageService): RenameProvider {
  return {
    async prepareRename(document, position) {
      const found = await askAt(service, "renameable", document, position);
      if (!found) throw new Error(l10n.t("Only a name that the notebook defines can be renamed."));
      return { range: rangeOf(document, found.answer.span), placeholder: found.answer.name };
    },
    async provideRenameEdits(document, position, to) {
      const place = placeOfDocument(document);
      const query = { kind: "rename", cell: place.cell, offset: document.offsetAt(position), to } as const;
      const answer = await service.ask(sourcesOf(place.documents), query);
      if (!answer) return undefined;
      if ("refused" in answer) throw new Error(answer.refused);
      const edit = new WorkspaceEdit();
      for (const location of answer.places) {
        const target = targetOf(place, location);
        if (target) edit.replace(target.uri, target.range, to);
      }
      return edit;
    },
  };
}

const KINDS: Readonly<Record<OutlineSymbol["kind"], SymbolKind>> = {
  function: SymbolKind.Function,
  control: SymbolKind.Event,
  variable: SymbolKind.Variable,
};

export function symbolProvider(service: LanguageService): DocumentSymbolProvider {
  return {
    async provideDocumentSymbols(document) {
      const { documents, cell } = placeOfDocument(document);
      const symbols = await service.ask(sourcesOf(documents), { kind: "symbols", cell });
      return (symbols ?? []).map(
        ({ name, kind, span, nameSpan }) => new DocumentSymbol(name, "", KINDS[kind], rangeOf(document, span), rangeOf(document, nameSpan)),
      );
    },
  };
}
