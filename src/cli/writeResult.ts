import { realpath, writeFile } from "node:fs/promises";
import type { Options } from "./options.ts";
import { OutputError, UsageError } from "./usage.ts";

/** The results of a notebook never take its place. Throws UsageError. */
export async function refuseOverwriting({ out, junit, operands }: Options): Promise<void> {
  const place = (path: string): Promise<string | null> => realpath(path).catch(() => null);
  const files = await Promise.all(operands.map(place));
  for (const [option, path] of Object.entries({ "--out": out, "--junit": junit })) {
    const target = path === null ? null : await place(path);
    if (target !== null && files.includes(target)) throw new UsageError(`${option} would overwrite the notebook ${path}`);
  }
}

/** Writes a file of these parts. Throws OutputError. */
export async function writeResult(path: string, parts: readonly (string | Uint8Array)[]): Promise<void> {
  try {
    await writeFile(path, Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
  } catch (error) {
    throw new OutputError(`${path} can't be written (${String(Reflect.get(Object(error), "code") ?? error)})`);
  }
}
