import { element } from "./dom.ts";

/** Offers a file for saving: a notebook's host asks where, a browser puts it with the downloads. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Puts a picture on the clipboard. Rejects where the page may not write there. */
export async function copyImage(png: Promise<Blob>): Promise<void> {
  // The promise itself: a browser grants the write to the click, and drawing takes longer than the grant lasts.
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
}

/** Puts text on the clipboard. Rejects where the page may not write there. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
