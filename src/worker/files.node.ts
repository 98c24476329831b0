import { open, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type ByteSource, FailureError, type Files } from "../model/index.ts";
import { isInside, saveFile } from "./saveFile.node.ts";
import { openStored, type StoredFile } from "./storedFile.node.ts";

/**
 * Files below `roots`, by paths relative to `folder`; nobody is asked before one is written. Links are resolved before the check, so that a link inside a root
 * that leads out of it is refused.
 */
export function nodeFiles(folder: string | null, roots: readonly string[]): Files {
  return {
    async open(path: string): Promise<ByteSource> {
      if (folder === null) throw failure("File", `There is no folder to look for '${path}' in: save the notebook first.`);
      const target = await resolved(resolve(folder, path), path);
      const allowed = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
      if (!allowed.some((root) => isInside(root, target))) throw failure("Forbidden", `'${path}' lies outside the workspace.`);
      return fileBytes(target, path);
    },
    save: (path, content) => saveFile(folder, roots, path, content),
  };
}

/** The folder that a command line run may read: the notebook's own. */
export function folderOf(file: string): string {
  return dirname(resolve(file));
}

async function resolved(absolute: string, path: string): Promise<string> {
  try {
    return await realpath(absolute);
  } catch {
    throw failure("File", `There is no file '${path}'.`);
  }
}

async function fileBytes(target: string, path: string): Promise<ByteSource> {
  const first = await stat(target);
  if (!first.isFile()) throw failure("File", `'${path}' is not a file.`);
  const stored: StoredFile = { path: target, name: path, size: first.size, mtimeMs: first.mtimeMs };
  return {
    size: first.size,
    blocking: { token: stored, open: () => openStored(stored) },
    async read(offset, length) {
      // Opened anew for each range: nothing stays open, and a range is about a megabyte.
      const handle = await open(target, "r").catch(() => {
        throw failure("File", `'${path}' cannot be read.`);
      });
      try {
        const now = await handle.stat();
        if (now.mtimeMs !== first.mtimeMs || now.size !== first.size) throw failure("File", `'${path}' changed while it was read.`);
        return await readRange(
          (buffer, done) => handle.read(buffer, done, buffer.length - done, offset + done),
          Math.min(length, first.size - offset),
        );
      } finally {
        await handle.close();
      }
    },
  };
}

async function readRange(read: (buffer: Uint8Array, done: number) => Promise<{ bytesRead: number }>, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(Math.max(0, length));
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await read(buffer, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

function failure(code: "File" | "Forbidden", message: string): FailureError {
  return new FailureError({ code, message });
}
