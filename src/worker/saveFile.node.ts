import { lstat, realpath, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { FailureError } from "../model/index.ts";

/**
 * Writes a file below `roots`, at a path relative to `folder`, in place of one that is there. Its folder must be there; links are
 * resolved before the check, and the file itself may not be one. Rejects with FailureError "File" or "Forbidden".
 */
export async function saveFile(folder: string | null, roots: readonly string[], path: string, content: string | Uint8Array): Promise<void> {
  if (folder === null) throw failure("File", `There is no folder to save '${path}' in: save the notebook first.`);
  const wanted = resolve(folder, path);
  const parent = await realpath(dirname(wanted)).catch(() => {
    throw failure("File", `There is no folder '${dirname(path)}' to save '${basename(path)}' in.`);
  });
  const allowed = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
  if (!allowed.some((root) => isInside(root, parent))) throw failure("Forbidden", `'${path}' lies outside the workspace.`);
  const target = join(parent, basename(wanted));
  const there = await lstat(target).catch(() => null);
  if (there !== null && !there.isFile()) throw failure("Forbidden", `'${path}' is not a file, or a link to one: it is not written over.`);
  await writeFile(target, content).catch((error: unknown) => {
    throw failure("File", `'${path}' can't be written (${String(Reflect.get(Object(error), "code") ?? error)}).`);
  });
}

export function isInside(root: string, target: string): boolean {
  const way = relative(root, target);
  return way === "" || (!isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`));
}

function failure(code: "File" | "Forbidden", message: string): FailureError {
  return new FailureError({ code, message });
}
