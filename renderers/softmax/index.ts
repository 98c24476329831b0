export { activate } from "./activate.ts";
export type { RendererApi, RendererContext } from "./host.ts";
export { drawSvg } from "./svg.ts";
