export { PoolHost } from "./poolHost.ts";
export { PoolSeat } from "./poolSeat.ts";
export type { OpenPort, Port, PortListener, SessionHandle } from "./port.ts";
export { Supervisor, type SupervisorOptions } from "./supervisor.ts";
