import { base64 } from "./base64.ts";

const TYPES: Readonly<Record<string, string>> = {
  png: "png",
  jpg: "jpeg",
  jpeg: "jpeg",
  gif: "gif",
  webp: "webp",
  avif: "avif",
  svg: "svg+xml",
};

/** A picture file as an address that holds it; null where its name's ending is none of a picture. */
export function pictureAddress(path: string, bytes: Uint8Array): string | null {
  const type = TYPES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ""];
  return type === undefined ? null : `data:image/${type};base64,${base64(bytes)}`;
}

/** What a page says of a file that it lacks. */
export function tooLarge(path: string, size: number): string {
  return `'${path}' (${(size / 1e6).toFixed(1)} MB) is too large to be in the page: what is computed from it stays as it was exported.`;
}
