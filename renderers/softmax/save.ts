import type { Chart } from "./chart.ts";
import { element, keepKeys } from "./dom.ts";

const PIXELS = 2;

/** Buttons that save a chart as an SVG or PNG file named `softmax-<name>`. */
export function saveButtons(chart: Chart, name: string): HTMLElement {
  const button = (format: "SVG" | "PNG", save: (svg: string) => Promise<Blob>): HTMLElement => {
    const made = element("button", { type: "button", class: "snb-save", title: `Save this picture as ${format}` }, format);
    made.addEventListener("click", async () => {
      const svg = await chart.svg();
      if (svg !== null) download(await save(svg), `softmax-${name}.${format.toLowerCase()}`);
    });
    return made;
  };
  const box = element("div", { class: "snb-saves" }, button("SVG", svgBlob), button("PNG", pngBlob));
  keepKeys(box);
  return box;
}

async function svgBlob(svg: string): Promise<Blob> {
  return new Blob([svg], { type: "image/svg+xml" });
}

/** The SVG drawn at twice its size. Rejects where the page may not draw data: images. */
async function pngBlob(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = element("canvas");
  canvas.width = image.naturalWidth * PIXELS;
  canvas.height = image.naturalHeight * PIXELS;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png"),
  );
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
