import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { ROOT } from "../../scripts/install.mjs";

export interface Source {
  /** Path from the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript and JavaScript source below the folders. */
export function sourcesOf(folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|mjs|css)$/.test(name))
      .map((name) => {
        const path = relative(ROOT, join(ROOT, folder, name)).replaceAll("\\", "/");
        return { path, text: readFileSync(join(ROOT, path), "utf8") };
      }),
  );
}

const IMPORT =
  /^\s*(?:import|export)\b[^"'`;]*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\b(?:import|require)\(\s*["']([^"']+)["']\s*\)/gm;

/** What a file imports: a path from the root for a file of ours, else the name as written. Types count too. */
export function importsOf(source: Source): string[] {
  return [...source.text.matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? "";
    return name.startsWith(".") ? normalize(join(dirname(source.path), name)).replaceAll("\\", "/") : name;
  });
}

/** "mathjs" of "mathjs/number", "@scope/name" of "@scope/name/file". */
export function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

/** Asserts that there is nothing to complain of; a failure lists it all. */
export function none(complaints: readonly string[]): void {
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
}
