import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { FailureError, type OpenBytes } from "../model/index.ts";

/** A file that a session may read, as it was when it was opened: what its threads are told of it. */
export interface StoredFile {
  /** Links resolved, and found to lie within the session's roots. */
  readonly path: string;
  /** As the user wrote it. */
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Bytes that are read, a millisecond's worth, before it is asked again whether the file is what it was: asking takes as long as reading a tenth of a task. */
const ASKED_AGAIN = 2 ** 22;

/** Opens the file on this thread. Reads throw FailureError "File" where it can't be read, or is no longer what it was. */
export function openStored(file: StoredFile): OpenBytes {
  const handle = attempt(file, () => openSync(file.path, "r"));
  let unasked = Infinity;
  return {
    read: (offset, out) => {
      if (unasked >= ASKED_AGAIN) {
        const now = fstatSync(handle);
        if (now.mtimeMs !== file.mtimeMs || now.size !== file.size) throw failure(`'${file.name}' changed while it was read.`);
        unasked = 0;
      }
      unasked += out.length;
      for (let done = 0; done < out.length; ) {
        const more = attempt(file, () => readSync(handle, out, done, out.length - done, offset + done));
        if (more === 0) throw failure(`'${file.name}' ends before its last element.`);
        done += more;
      }
    },
    close: () => closeSync(handle),
  };
}

function attempt<T>({ name }: StoredFile, action: () => T): T {
  try {
    return action();
  } catch {
    throw failure(`'${name}' cannot be read.`);
  }
}

function failure(message: string): FailureError {
  return new FailureError({ code: "File", message });
}
