import type { TypedArray } from "../../model/index.ts";

/** Whether other threads can see the array's memory. */
export function isSharedArray(data: TypedArray): boolean {
  return typeof SharedArrayBuffer !== "undefined" && data.buffer instanceof SharedArrayBuffer;
}

/** Zeroed memory that other threads can see. Only for hosts that have it. */
export function shared64(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
