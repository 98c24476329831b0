export { type CellResult, type CellToRun, Executor, type ExecutorOptions, type Override, type StatementResult } from "./executor.ts";
export { formatValue } from "./formatValue.ts";
export { Graph, type GraphChange } from "./graph.ts";
export { answerRequest } from "./language.ts";
export { type Job, nextTurn, type Plan, type Turn, type Verdict, type Why, withJobs } from "./schedule.ts";
export { Session } from "./session.ts";
export type { SessionHost } from "./sessionHost.ts";
export { viewOf } from "./show.ts";
export { type ValueJson, valueJson } from "./valueJson.ts";
