import type { CellLink } from "../model/index.ts";

/** A cell in the picture of a notebook's dataflow; pixels, from the top left. */
export interface Box {
  readonly link: CellLink;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A name that goes from the cell that sets it to one that uses it. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  readonly names: readonly string[];
}

export interface Dataflow {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly width: number;
  readonly height: number;
}

const BOX = { width: 190, height: 46 };
const GAP = { x: 70, y: 22 };
const MARGIN = 16;

/**
 * Places cells in columns, each after those whose names it uses (longest path; a cycle is cut at its first cell), and within a column
 * near the cells that it uses: by the mean of their rows. Cells that neither set nor use a name of another are left out.
 */
export function layOut(links: readonly CellLink[]): Dataflow {
  const owner = new Map<string, CellLink>();
  for (const link of links) for (const name of link.defines) if (!owner.has(name)) owner.set(name, link);
  const sources = new Map(links.map((link) => [link, sourcesOf(link, owner)]));
  const joined = links.filter((link) => link.defines.length > 0 || (sources.get(link)?.size ?? 0) > 0);
  const columns = columnsOf(joined, sources);
  const boxes = new Map<CellLink, Box>();
  for (const [x, column] of columns.entries()) place(column, x, sources, boxes);
  const arrows = joined.flatMap((link) => arrowsTo(link, sources, boxes));
  const rows = Math.max(0, ...columns.map((column) => column.length));
  return {
    boxes: [...boxes.values()],
    arrows,
    width: 2 * MARGIN + Math.max(0, columns.length * (BOX.width + GAP.x) - GAP.x),
    height: 2 * MARGIN + Math.max(0, rows * (BOX.height + GAP.y) - GAP.y),
  };
}

type Sources = ReadonlyMap<CellLink, ReadonlyMap<CellLink, readonly string[]>>;

function sourcesOf(link: CellLink, owner: ReadonlyMap<string, CellLink>): ReadonlyMap<CellLink, readonly string[]> {
  const all = new Map<CellLink, string[]>();
  for (const name of link.uses) {
    const from = owner.get(name);
    if (from && from !== link) all.set(from, [...(all.get(from) ?? []), name]);
  }
  return all;
}

function columnsOf(links: readonly CellLink[], sources: Sources): CellLink[][] {
  const column = new Map<CellLink, number>();
  const open = new Set<CellLink>();
  const columns: CellLink[][] = [];
  for (const link of links) {
    const at = depth(link);
    columns[at] = [...(columns[at] ?? []), link];
  }
  return Array.from(columns, (list) => list ?? []);

  function depth(start: CellLink): number {
    const path = [start];
    for (let link = path.at(-1); link; link = path.at(-1)) {
      open.add(link);
      const before = [...(sources.get(link)?.keys() ?? [])];
      const next = before.find((one) => !column.has(one) && !open.has(one));
      if (next) path.push(next);
      else {
        column.set(link, 1 + Math.max(-1, ...before.map((one) => column.get(one) ?? -1)));
        path.pop();
      }
    }
    return column.get(start) ?? 0;
  }
}

function place(column: readonly CellLink[], x: number, sources: Sources, boxes: Map<CellLink, Box>): void {
  const wish = (link: CellLink): number => {
    const rows = [...(sources.get(link)?.keys() ?? [])].flatMap((source) => boxes.get(source)?.y ?? []);
    return rows.length > 0 ? rows.reduce((sum, y) => sum + y, 0) / rows.length : 0;
  };
  const sorted = column.map((link, index) => ({ link, index, at: wish(link) })).sort((a, b) => a.at - b.at || a.index - b.index);
  for (const [row, { link }] of sorted.entries()) {
    boxes.set(link, { link, x: MARGIN + x * (BOX.width + GAP.x), y: MARGIN + row * (BOX.height + GAP.y), ...BOX });
  }
}

function arrowsTo(link: CellLink, sources: Sources, boxes: ReadonlyMap<CellLink, Box>): Arrow[] {
  const to = boxes.get(link);
  return [...(sources.get(link) ?? [])].flatMap(([source, names]) => {
    const from = boxes.get(source);
    return from && to ? [{ from, to, names }] : [];
  });
}
