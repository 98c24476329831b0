export { type Advice, adviceOf } from "./advice.ts";
export { type Completion, type CompletionKind, type Completions, completionsAt } from "./completions.ts";
export { docsOf } from "./docs.ts";
export { type Hover, hoverAt } from "./hover.ts";
export { definitionsAt, type Location, type Rename, referencesAt, renameAt, renameableAt } from "./navigation.ts";
export { assignmentsOf, type SemanticToken, type Symbol, semanticTokensOf, symbolsOf, type TokenKind } from "./outline.ts";
export { type SignatureHelp, signatureAt } from "./signature.ts";
