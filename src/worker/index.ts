export type { OpenPort, Port, PortListener, SessionHandle } from "./port.ts";
export { Supervisor, type SupervisorOptions } from "./supervisor.ts";
