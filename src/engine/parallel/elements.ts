import type { AnyTensor, OpenBytes, StoredElements, Tensor } from "../../model/index.ts";
import type { Layout } from "../shape.ts";
import { type Visit, visitFilled, visitTask } from "../tasks.ts";
import { isSharedArray } from "./shared.ts";

/** Elements that any thread can get at: in shared memory, or in a file that each thread reads for itself. */
export type Elements =
  | ({ readonly kind: "held" } & Pick<Tensor, "dtype" | "data">)
  | ({ readonly kind: "stored"; readonly token: unknown } & Pick<StoredElements, "dtype" | "offset">);

/** Opens what a token stands for. */
export type Open = (token: unknown) => OpenBytes;

/** A thread's way to the blocks of any task. */
export interface Walk {
  visit(layout: Layout, task: number, visit: Visit): void;
  close(): void;
}

/** x as other threads can get at it, and how this one does; null where they can't. Files are read in the order of their elements only. */
export function elementsOf(x: AnyTensor, { inner }: Pick<Layout, "inner">): { elements: Elements; open: Open } | null {
  if (x.kind === "tensor")
    return isSharedArray(x.data) ? { elements: { kind: "held", dtype: x.dtype, data: x.data }, open: unopened } : null;
  const { stored } = x.source;
  if (!stored || inner > 1 || stored.dtype !== x.dtype) return null;
  const { bytes, offset, dtype } = stored;
  return { elements: { kind: "stored", token: bytes.token, dtype, offset }, open: () => bytes.open() };
}

function unopened(): never {
  throw new Error("nothing is stored");
}

export function walkOf(elements: Elements, open: Open): Walk {
  if (elements.kind === "held") return { visit: (layout, task, visit) => visitTask(elements, layout, task, visit), close: () => undefined };
  const { dtype, offset } = elements;
  const width = dtype === "float32" ? 4 : 8;
  const bytes = open(elements.token);
  return {
    visit: (layout, task, visit) =>
      visitFilled(
        dtype,
        layout,
        task,
        (start, out) => bytes.read(offset + start * width, new Uint8Array(out.buffer, out.byteOffset, out.byteLength)),
        visit,
      ),
    close: () => bytes.close(),
  };
}
