import { element, keepKeys } from "./dom.ts";

/** A picture as an SVG document, with a name for its file. */
export interface Drawing {
  readonly name: string;
  readonly svg: string;
}

type Format = "SVG" | "PNG";

const PIXELS = 2;
const BLOBS: Readonly<Record<Format, (svg: string) => Promise<Blob>>> = { SVG: svgBlob, PNG: pngBlob };

/** Buttons that save the drawings as files, one each. */
export function saveButtons(drawings: () => Promise<readonly Drawing[]>): HTMLElement {
  const button = (format: Format): HTMLElement => {
    const made = element("button", { type: "button", class: "snb-save", title: `Save the picture as ${format}` }, `Save ${format}`);
    made.addEventListener("click", async () => {
      for (const { name, svg } of await drawings()) download(await BLOBS[format](svg), `softmax-${name}.${format.toLowerCase()}`);
    });
    return made;
  };
  const box = element("div", { class: "snb-saves" }, button("SVG"), button("PNG"));
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
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png");
  });
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
