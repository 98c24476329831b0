// Makes media/screenshots/drag.svg, a temperature that is dragged to and fro, out of the frames that a real session draws:
// node test/unit/renderer/harness/movingPicture.mjs
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../../../scripts/install.mjs";
import { openLive } from "./open.mjs";

const FRAMES = 18;
const SECONDS = 4;
const WIDTH = 640;
const BAR = 34;
const CELLS = [
  { id: "tau", source: 'tau = slider(0.05, 10, value = 1, scale = "log")' },
  { id: "picture", source: "softmax(linspace(-3.5, 3.5, 15), tau = tau)" },
];

const { browser, open } = await openLive();
const { page } = await open({ width: WIDTH });
await page.evaluate(async (cells) => {
  window.live.start("light");
  await window.live.run(cells);
}, CELLS);
const frames = [];
for (let i = 0; i < FRAMES; i += 1) frames.push(await frameAt(0.22 + (0.66 * i) / (FRAMES - 1)));
await browser.close();
await writeFile(join(ROOT, "media/screenshots/drag.svg"), moving([...frames, ...frames.slice(1, -1).reverse()]));

/** The picture with the slider at a share of its track. */
async function frameAt(share) {
  await page.locator("#tau input").evaluate((slider, share) => {
    const [min, max] = [Number(slider.min), Number(slider.max)];
    slider.value = String(min + (max - min) * share);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  }, share);
  await page.waitForFunction(() => window.live.idle);
  const [svg, tau] = await Promise.all([savedSvg(), page.locator("#tau output").textContent()]);
  return { svg, tau, share };
}

async function savedSvg() {
  const opener = page.locator("#picture").getByRole("button", { name: "Copy or save the picture and its data", expanded: false });
  if ((await opener.count()) > 0) await opener.click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#picture").getByRole("button", { name: "Save the picture as SVG" }).click(),
  ]);
  const stream = await download.createReadStream();
  let text = "";
  for await (const chunk of stream) text += chunk;
  return slim(text);
}

/** Without what nobody sees or what the whole says once: a README loads it. */
function slim(svg) {
  return svg
    .replace(/<path[^>]* d="(M0,0h0v0h0Z)?"[^>]*\/>/g, "")
    .replace(/<(text|path)[^>]* opacity="0"[^>]*?(\/>|>[^<]*<\/\1>)/g, "")
    .replace(/ (aria-[a-z]+|role|class|pointer-events|stroke-miterlimit|xmlns:xlink|version|opacity|font-family|font-size)="[^"]*"/g, "")
    .replace(/(\d+\.\d)\d+/g, "$1");
}

/** All frames upon each other, of which the style shows one at a time; the first alone to readers who want little motion. */
function moving(all) {
  const height = Number(/height="(\d+)"/.exec(all[0].svg)?.[1]) + BAR;
  const width = Number(/width="(\d+)"/.exec(all[0].svg)?.[1]);
  const step = SECONDS / all.length;
  const style = `text{font:11px system-ui,sans-serif}.f{visibility:hidden;animation:f ${SECONDS}s steps(1) infinite}
@keyframes f{0%{visibility:visible}${(100 / all.length).toFixed(3)}%{visibility:hidden}}
@media (prefers-reduced-motion:reduce){.f{animation:none}.f:first-of-type{visibility:visible}}`;
  const parts = all.map(
    (frame, i) => `<g class="f" style="animation-delay:${(i * step).toFixed(3)}s">${slider(frame, width)}${placed(frame.svg)}</g>`,
  );
  const ground = `<rect width="${width}" height="${height}" fill="#fff"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><style>${style}</style>${ground}${parts.join("")}</svg>\n`;
}

function placed(svg) {
  return svg.replace("<svg ", `<svg y="${BAR}" `);
}

function slider({ tau, share }, width) {
  const [from, to] = [120, width - 60];
  const at = (from + (to - from) * share).toFixed(1);
  const text = (x, words, more = "") => `<text x="${x}" y="22" style="font-size:12.5px" fill="#1f2328" ${more}>${words}</text>`;
  const line = (a, b, colour) => `<line x1="${a}" y1="18" x2="${b}" y2="18" stroke="${colour}" stroke-width="4" stroke-linecap="round"/>`;
  const thumb = `<circle cx="${at}" cy="18" r="7" fill="#0067a6" stroke="#fff" stroke-width="2"/>`;
  return `${text(16, "tau", 'font-weight="600"')}${text(58, tau)}${line(from, to, "#b4bcc5")}${line(from, at, "#0067a6")}${thumb}`;
}
