export { type FrameGate, type GateStep, idleGate, isCurrent, type Move, offer, reset, settle } from "./frameGate.ts";
export { type LanguagePort, LanguageService, type LanguageServiceOptions, type OpenLanguagePort } from "./languageService.ts";
export { PoolHost } from "./poolHost.ts";
export { PoolSeat } from "./poolSeat.ts";
export type { OpenPort, Port, PortListener, SessionHandle } from "./port.ts";
export { Supervisor, type SupervisorOptions } from "./supervisor.ts";
