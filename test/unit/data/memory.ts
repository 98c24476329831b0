import { type ByteSource, type DriveOptions, drive, FailureError, type Steps } from "../../../src/model/index.ts";

/** A ByteSource over bytes that notes every range it was asked for. */
export interface Memory extends ByteSource {
  readonly reads: { readonly offset: number; readonly length: number }[];
}

export function memory(content: Uint8Array | string): Memory {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const reads: { offset: number; length: number }[] = [];
  return {
    size: bytes.length,
    reads,
    read: async (offset, length) => {
      reads.push({ offset, length });
      return bytes.slice(offset, offset + length);
    },
  };
}

const HOST: DriveOptions = { pause: async () => {}, now: () => 0 };

export function run<T>(work: Steps<T>): Promise<T> {
  return drive(work, HOST);
}

/** The failure that the work ends in, as "Code: message"; anything else that is thrown is passed on. */
export async function failureOf(work: Steps<unknown>): Promise<string> {
  try {
    await run(work);
  } catch (reason) {
    if (reason instanceof FailureError) return `${reason.failure.code}: ${reason.failure.message}`;
    throw reason;
  }
  return "no failure";
}
