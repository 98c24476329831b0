import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCell } from "../language/index.ts";
import { type ByteSource, FailureError, type Files, VIEW_MIME, type ViewEnvelope } from "../model/index.ts";
import type { NotebookText } from "../notebook/index.ts";
import { type Maker, MOST_EMBEDDED, type PageFile, type PageJob, pictureAddress, tooLarge } from "../page/index.ts";
import { folderOf, nodeFiles } from "../worker/files.node.ts";
import { outputsOf, type Run } from "./documents.ts";
import type { OpenedFile } from "./recorded.ts";
import type { Setting } from "./settings.ts";

/** Bytes that the page still has room for. */
interface Room {
  left: number;
}

/** The notebook that ran as one HTML file. What the page has to leave out is said by `warn`. */
export async function pageDocument(run: Run): Promise<string> {
  const { notebook, settings, warn } = run;
  // SAFETY: the bundle beside this one is that of src/page/maker.web.ts.
  const { default: maker } = (await import(besideThis("maker.js"))) as { default: Maker };
  const controls = controlsOf(run);
  const room = { left: MOST_EMBEDDED };
  const files = await embeddedFiles(run.files, room);
  for (const file of files) if ("problem" in file) warn(`softmaxnb: ${file.problem}\n`);
  const folder = folderOf(notebook.file);
  const job: PageJob = {
    name: basename(notebook.file, extname(notebook.file)),
    notebook: settled(notebook.notebook, settings, controls),
    seed: notebook.seed,
    results: [...outputsOf(run.ran)],
    moves: [...settings].flatMap(([name, { control }]) => (controls.has(name) ? [{ name, value: control }] : [])),
    files,
    pictures: await embeddedPictures(notebook.notebook, maker, nodeFiles(folder, [folder]), room),
    scripts: { page: await script("renderer.js"), engine: await script("session.web.js") },
  };
  return maker.makePage(job);
}

/** The bundles lie beside this one. */
function besideThis(name: string): string {
  return new URL(name, import.meta.url).href;
}

function script(name: string): Promise<string> {
  return readFile(fileURLToPath(besideThis(name)), "utf8");
}

/** The names that controls drive. */
function controlsOf({ ran }: Run): ReadonlySet<string> {
  const names = ran.flatMap(({ outputs }) =>
    outputs.flatMap((bundle) => {
      // SAFETY: bundleOf puts the envelope under this name into every bundle.
      const { view } = bundle[VIEW_MIME] as ViewEnvelope;
      return view.kind === "control" ? [view.control.name] : [];
    }),
  );
  return new Set(names);
}

/** The notebook with what `--set` fixed written into its assignments: what the page shows and computes is one and the same. */
function settled(notebook: NotebookText, settings: ReadonlyMap<string, Setting>, controls: ReadonlySet<string>): NotebookText {
  const fixed = [...settings].filter(([name]) => !controls.has(name));
  if (fixed.length === 0) return notebook;
  const cells = notebook.cells.map((cell) =>
    cell.kind === "code"
      ? { ...cell, source: fixed.reduce((source, [name, setting]) => assigned(source, name, setting), cell.source) }
      : cell,
  );
  return { ...notebook, cells };
}

function assigned(source: string, name: string, { text, value }: Setting): string {
  const written = typeof value === "string" ? JSON.stringify(value) : text;
  const statements = parseCell(source).statements.filter(({ assigns, defines }) => assigns && defines.includes(name));
  return statements.reduceRight(
    (before, { span }) => `${before.slice(0, span.start)}${name} = ${written}${before.slice(span.end)}`,
    source,
  );
}

async function embeddedFiles(opened: readonly OpenedFile[], room: Room): Promise<PageFile[]> {
  const files: PageFile[] = [];
  for (const { path, source } of opened) {
    const bytes = await embedded(source, room);
    files.push(bytes ? { path, bytes } : { path, problem: tooLarge(path, source.size) });
  }
  return files;
}

/** The whole content where there is room for it. */
async function embedded(source: ByteSource, room: Room): Promise<Uint8Array | null> {
  if (source.size > room.left) return null;
  room.left -= source.size;
  return source.read(0, source.size);
}

/** The pictures of the text that lie beside the notebook, as far as they may be read. */
async function embeddedPictures(notebook: NotebookText, maker: Maker, files: Files, room: Room): Promise<[string, string][]> {
  const paths = notebook.cells.flatMap((cell) => (cell.kind === "markdown" ? maker.picturePaths(cell.source) : []));
  const pictures: [string, string][] = [];
  for (const path of new Set(paths)) {
    const bytes = await pictureBytes(path, files, room);
    const address = bytes && pictureAddress(path, bytes);
    if (address) pictures.push([path, address]);
  }
  return pictures;
}

async function pictureBytes(path: string, files: Files, room: Room): Promise<Uint8Array | null> {
  try {
    return await embedded(await files.open(decodeURI(path)), room);
  } catch (error) {
    // A picture that is not there, or outside the notebook's folder, is named in the page in its place.
    if (error instanceof FailureError || error instanceof URIError) return null;
    throw error;
  }
}
