export { type Loaded, type LoadOptions, loadTensor } from "./load.ts";
export { writeNpy } from "./writeNpy.ts";
