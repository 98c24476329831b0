import type { CellLink } from "../model/index.ts";

/** A cell in the picture of a notebook's dataflow; pixels, from the top left. */
export interface Box {
  readonly link: CellLink;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Names that go from the cell that sets them to one that uses them, and where the arrow leaves and arrives. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  readonly names: readonly string[];
  readonly x1: number;
  readonly x2: number;
}

export interface Dataflow {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly width: number;
  readonly height: number;
}

const BOX = { width: 190, height: 46 };
const GAP = { x: 24, y: 54 };
const MARGIN = 16;

/**
 * Places cells in rows, each below those whose names it uses (longest path; a cycle is cut at its first cell), and within a row
 * near the cells that it uses: by the mean of their places. Cells that neither set nor use a name of another are left out.
 */
export function layOut(links: readonly CellLink[]): Dataflow {
  const owner = new Map<string, CellLink>();
  for (const link of links) for (const name of link.defines) if (!owner.has(name)) owner.set(name, link);
  const sources = new Map(links.map((link) => [link, sourcesOf(link, owner)]));
  const joined = links.filter((link) => link.defines.length > 0 || (sources.get(link)?.size ?? 0) > 0);
  const rows = rowsOf(joined, sources);
  const boxes = new Map<CellLink, Box>();
  for (const [y, row] of rows.entries()) place(row, y, sources, boxes);
  const widest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return {
    boxes: [...boxes.values()],
    arrows: arrowsBetween(joined, sources, boxes),
    width: 2 * MARGIN + Math.max(0, widest * (BOX.width + GAP.x) - GAP.x),
    height: 2 * MARGIN + Math.max(0, rows.length * (BOX.height + GAP.y) - GAP.y),
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

function rowsOf(links: readonly CellLink[], sources: Sources): CellLink[][] {
  const row = new Map<CellLink, number>();
  const open = new Set<CellLink>();
  const rows: CellLink[][] = [];
  for (const link of links) {
    const at = depth(link);
    rows[at] = [...(rows[at] ?? []), link];
  }
  return Array.from(rows, (list) => list ?? []);

  function depth(start: CellLink): number {
    const path = [start];
    for (let link = path.at(-1); link; link = path.at(-1)) {
      open.add(link);
      const before = [...(sources.get(link)?.keys() ?? [])];
      const next = before.find((one) => !row.has(one) && !open.has(one));
      if (next) path.push(next);
      else {
        row.set(link, 1 + before.reduce((most, one) => Math.max(most, row.get(one) ?? -1), -1));
        path.pop();
      }
    }
    return row.get(start) ?? 0;
  }
}

function place(row: readonly CellLink[], y: number, sources: Sources, boxes: Map<CellLink, Box>): void {
  const wish = (link: CellLink): number => {
    const above = [...(sources.get(link)?.keys() ?? [])].flatMap((source) => boxes.get(source)?.x ?? []);
    return above.length > 0 ? above.reduce((sum, x) => sum + x, 0) / above.length : 0;
  };
  const sorted = row.map((link, index) => ({ link, index, at: wish(link) })).sort((a, b) => a.at - b.at || a.index - b.index);
  for (const [x, { link }] of sorted.entries()) {
    boxes.set(link, { link, x: MARGIN + x * (BOX.width + GAP.x), y: MARGIN + y * (BOX.height + GAP.y), ...BOX });
  }
}

/** Arrows leave and arrive side by side, in the order of the cells at their other ends. */
function arrowsBetween(links: readonly CellLink[], sources: Sources, boxes: ReadonlyMap<CellLink, Box>): Arrow[] {
  const plain = links.flatMap((link) => {
    const to = boxes.get(link);
    return [...(sources.get(link) ?? [])].flatMap(([source, names]) => {
      const from = boxes.get(source);
      return from && to ? [{ from, to, names }] : [];
    });
  });
  const left = gathered(
    plain,
    ({ from }) => from,
    ({ to }) => to.x,
  );
  const arrived = gathered(
    plain,
    ({ to }) => to,
    ({ from }) => from.x,
  );
  const along = (box: Box, list: readonly object[] = [], one: object): number =>
    box.x + (box.width * (list.indexOf(one) + 1)) / (list.length + 1);
  return plain.map((one) => ({ ...one, x1: along(one.from, left.get(one.from), one), x2: along(one.to, arrived.get(one.to), one) }));
}

function gathered<T>(list: readonly T[], key: (one: T) => Box, place: (one: T) => number): ReadonlyMap<Box, readonly T[]> {
  const groups = new Map<Box, T[]>();
  for (const one of [...list].sort((a, b) => place(a) - place(b))) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}
