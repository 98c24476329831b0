/**
 * The import rules of the layers. The references of each layer's tsconfig.json and the overrides of biome.json say the same in
 * their own words; test/architecture holds all three together and reads every import of the sources and of the bundles.
 *
 * `imports`: layers that may be imported, through their index.ts only; the wiring of a platform (*.node.ts, *.web.ts) may also name a
 * file of that platform. `packages`: what may be imported from node_modules. `node`: where node: modules may be used, everywhere
 * (true) or only in *.node.ts ("entries").
 *
 * @type {Record<string, { imports: string[], packages: string[], node?: true | "entries" }>}
 */
export const layers = {
  "src/model": { imports: [], packages: [] },
  "src/engine": { imports: ["src/model"], packages: [] },
  "src/data": { imports: ["src/model"], packages: ["papaparse", "fflate", "hyparquet-compressors"] },
  "src/language": { imports: ["src/model", "src/engine", "src/data"], packages: ["mathjs"] },
  "src/output": { imports: ["src/model"], packages: [] },
  "src/kernel": { imports: ["src/model", "src/engine", "src/data", "src/language", "src/output"], packages: [] },
  "src/notebook": { imports: ["src/model", "src/output"], packages: [] },
  "src/python": { imports: ["src/language", "src/notebook"], packages: [] },
  "src/page": {
    imports: ["src/model", "src/output", "src/notebook", "renderers/softmax"],
    packages: ["markdown-it", "temml"],
    node: "entries",
  },
  "src/worker": { imports: ["src/model", "src/engine", "src/kernel"], packages: [], node: "entries" },
  "src/extension": {
    imports: ["src/model", "src/notebook", "src/output", "src/page", "src/worker"],
    packages: ["vscode"],
    node: "entries",
  },
  "src/cli": {
    imports: [
      "src/model",
      "src/engine",
      "src/data",
      "src/language",
      "src/output",
      "src/kernel",
      "src/notebook",
      "src/page",
      "src/python",
      "src/worker",
    ],
    packages: [],
    node: true,
  },
  "renderers/softmax": { imports: ["src/model", "src/output"], packages: ["vega", "vega-lite", "vega-interpreter"] },
  "renderers/page": { imports: ["src/model", "src/page", "src/worker", "renderers/softmax"], packages: [] },
};

/** Entries and wiring: the only files that know their platform. */
export const PLATFORM_FILE = /\.(node|web)\.ts$/;

/** Lines that a source file may have. */
export const LONGEST_FILE = 350;
