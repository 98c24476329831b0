export * from "./dtype.ts";
export * from "./failure.ts";
export * from "./files.ts";
export * from "./protocol.ts";
export * from "./steps.ts";
export * from "./tensor.ts";
export * from "./value.ts";
export * from "./view.ts";
