import { escapeHtml, type Theme } from "../../src/output/index.ts";

/** One chart as an SVG document, and where it stands on the page in px, its caption above it. */
export interface Drawing {
  readonly svg: string;
  /** What it says, for screen readers. */
  readonly sentence: string;
  readonly caption: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 8;
const PIXELS = 2;

/** The charts of a picture as one SVG document, placed as they stand on the page; null without any. */
export function composed(drawings: readonly Drawing[], theme: Theme): string | null {
  if (drawings.length === 0) return null;
  const left = Math.min(...drawings.map((d) => d.x)) - MARGIN;
  const top = Math.min(...drawings.map((d) => d.y - (d.caption === "" ? 0 : theme.fontSize + 8))) - MARGIN;
  const width = Math.ceil(Math.max(...drawings.map((d) => d.x + d.width)) - left + MARGIN);
  const height = Math.ceil(Math.max(...drawings.map((d) => d.y + d.height)) - top + MARGIN);
  const parts = drawings.map((d) => captionOf(d, left, top, theme) + nested(d, left, top));
  const ground = `<rect width="${width}" height="${height}" fill="${theme.background}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${ground}${parts.join("")}</svg>`;
}

function nested({ svg, sentence, x, y }: Drawing, left: number, top: number): string {
  const start = `<svg role="img" aria-label="${escapeHtml(sentence)}" x="${x - left}" y="${y - top}" `;
  return svg.replace("<svg ", () => start);
}

function captionOf({ caption, x, y }: Drawing, left: number, top: number, theme: Theme): string {
  if (caption === "") return "";
  const place = `x="${x - left}" y="${y - top - 6}"`;
  const font = `font-family="${escapeHtml(theme.font)}" font-size="${theme.fontSize + 1}" font-weight="600" fill="${theme.foreground}"`;
  return `<text ${place} ${font}>${escapeHtml(caption)}</text>`;
}

export function svgBlob(svg: string): Blob {
  return new Blob([svg], { type: "image/svg+xml" });
}

/** The SVG drawn at twice its size. Rejects where the page may not draw data: images. */
export async function pngBlob(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * PIXELS;
  canvas.height = image.naturalHeight * PIXELS;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png");
  });
}
