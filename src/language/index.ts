export { type CellFailure, checkCells, checkProgram, conflicts } from "./check.ts";
export type { Context, Scope } from "./context.ts";
export { controlPlace, type TextEdit } from "./controlPlace.ts";
export { answerLanguage, diagnose } from "./editor/index.ts";
export { DATA_FORMATS, type DataFormat, encodeValue, formatOfPath } from "./encode.ts";
export { present } from "./present.ts";
export { evaluateStatement, type Program, parseCell, type Statement } from "./program.ts";
export type { Entry, ParameterInfo } from "./vocabulary/entry.ts";
export { vocabulary } from "./vocabulary/index.ts";
