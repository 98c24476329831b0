import { describeTensor } from "../engine/index.ts";
import { type AnyTensor, type Chart, fail, fromJsonNumber, type Grid, type Steps, sizeOf } from "../model/index.ts";
import { chart, namesAxis, type Row, spoken, type Titles, tip } from "./chart.ts";
import { tensorOf } from "./convert.ts";

/** A matrix as coloured cells; a large one is thinned, each cell the mean of a block. A row is a matrix of one. Throws Shape. */
export function* heatmap(x: AnyTensor, titles: Titles): Steps<Chart> {
  const t = x.shape.length === 1 ? yield* tensorOf({ ...x, shape: [1, x.shape[0] ?? 0] }) : x;
  if (t.shape.length < 2 || sizeOf(t.shape) === 0) fail("Shape", `heatmap draws a matrix, got shape [${x.shape.join(", ")}].`);
  const view = yield* describeTensor(t);
  const grid = view.grid ?? fail("Shape", `heatmap draws a matrix, got shape [${x.shape.join(", ")}].`);
  const cells = cellsOf(grid);
  const signed = fromJsonNumber(view.min) < 0 && fromJsonNumber(view.max) > 0;
  const encoding = {
    x: { ...axis("column", titles.x_label), axis: namesAxis(cells.map(({ column }) => column)) },
    y: { ...axis("row", titles.y_label), axis: { labelOverlap: "parity", labelLimit: 140 } },
    color: {
      field: "value",
      type: "quantitative",
      title: null,
      ...(signed ? { scale: { domainMid: 0 } } : {}),
      legend: { format: ",.4~g" },
    },
    tooltip: [tip("row"), tip("column"), tip("value", "value", ",.6~g")],
  };
  const [rows, columns] = grid.source;
  const about = titles.title === null ? "" : `${titles.title}: `;
  const sentence = `${about}heatmap of ${rows} × ${columns} values from ${spoken(fromJsonNumber(view.min))} to ${spoken(fromJsonNumber(view.max))}`;
  return chart(cells, { mark: { type: "rect" }, encoding }, titles.title, sentence);
}

function axis(field: string, title: string | null): Readonly<Record<string, unknown>> {
  return { field, type: "ordinal", title, sort: null };
}

interface Cell extends Row {
  readonly row: string;
  readonly column: string;
  readonly value: number | null;
}

function cellsOf(grid: Grid): Cell[] {
  return grid.cells.map((value, i) => {
    const row = Math.floor(i / grid.columns);
    const column = i % grid.columns;
    return {
      row: grid.rowLabels?.[row] ?? String(Math.floor((row * grid.source[0]) / grid.rows)),
      column: grid.columnLabels?.[column] ?? String(Math.floor((column * grid.source[1]) / grid.columns)),
      value: typeof value === "number" ? value : null,
    };
  });
}
