import { setFlagsFromString } from "node:v8";

/** Node 20 has relaxed SIMD behind a flag of V8, which is to be set before the engine looks for it. From V8 11.4 on it needs none. */
export function allowRelaxedSimd(): void {
  const [major = 0, minor = 0] = process.versions.v8.split(".").map(Number);
  if (major < 11 || (major === 11 && minor < 4)) setFlagsFromString("--experimental-wasm-relaxed-simd");
}
