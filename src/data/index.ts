export { type Loaded, type LoadOptions, loadTensor } from "./load.ts";
export { writeJson } from "./writeJson.ts";
export { writeNpy } from "./writeNpy.ts";
export { writeTable } from "./writeTable.ts";
