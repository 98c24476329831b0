/** Bytes that can be read in ranges: a file, a buffer, a file behind a port. Closing is the owner's affair. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** Exactly `length` bytes from `offset`, fewer only at the end of the source. Rejects with FailureError "File". */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** The same bytes for threads that may wait for them; absent where they only come later. */
  readonly blocking?: BlockingBytes | undefined;
}

/** Bytes that any thread of this process can read for itself. */
export interface BlockingBytes {
  /** Plain data that tells another thread what to open; the host's affair. */
  readonly token: unknown;
  open(): OpenBytes;
}

export interface OpenBytes {
  /** Fills `out` with the bytes from `offset` on, before it returns. Throws FailureError "File". */
  read(offset: number, out: Uint8Array): void;
  close(): void;
}

/**
 * The files that a session may see. Paths are the user's, relative to the notebook's folder.
 * `open` rejects with FailureError: "File" (missing, unreadable), "Forbidden" (outside the workspace after resolving links).
 */
export interface Files {
  open(path: string): Promise<ByteSource>;
  /** Writes a file, in place of one that is there. Rejects as `open` does; absent where nothing may be written. */
  save?(path: string, content: string | Uint8Array): Promise<void>;
}
