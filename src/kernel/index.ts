export { type CellResult, Executor, type ExecutorOptions, type Override, type StatementResult } from "./executor.ts";
export { formatValue } from "./formatValue.ts";
export { dependentsOf, inOrder, type Node, nodeOf } from "./graph.ts";
export { Session, type SessionHost } from "./session.ts";
export { viewOf } from "./show.ts";
export { type ValueJson, valueJson } from "./valueJson.ts";
