/** A path of a cell, taken apart: its steps from the notebook's folder, `..` resolved as far as it goes. Null: it is no relative path. */
export interface RelativePath {
  /** How many folders up it goes first. */
  readonly up: number;
  readonly steps: readonly string[];
}

/** Reads a path as users write it: `/` between the steps (a `\` too), neither absolute nor a URL. */
export function relativePath(path: string): RelativePath | null {
  if (path === "" || /^[/\\]|^[A-Za-z][\w+.-]*:|\0/.test(path)) return null;
  let up = 0;
  const steps: string[] = [];
  for (const step of path.split(/[/\\]/)) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) up++;
  }
  return { up, steps };
}

/** The folder's path with the relative path applied, or null where it would go above the top. All paths are of URIs. */
export function resolvePath(folder: string, path: RelativePath): string | null {
  const base = folder.split("/").filter((step) => step !== "");
  if (path.up > base.length) return null;
  return `/${[...base.slice(0, base.length - path.up), ...path.steps].join("/")}`;
}

/** Whether `path` is `root` or below it; both are paths of URIs, normalised. */
export function isBelow(root: string, path: string): boolean {
  const top = root.endsWith("/") ? root.slice(0, -1) : root;
  return path === top || path.startsWith(`${top}/`);
}
