import { timed } from "./measure.mjs";

/** What the memory can do: as many bytes as the logits have copied, or read by comparing one half with another like it. */
export function memory(z) {
  const { data } = z;
  const out = data.slice();
  const ones = Buffer.alloc(data.byteLength, 1);
  const half = data.byteLength >> 1;
  return [
    { contender: "copy", threads: 1, output: "reused", once: () => timed(() => out.set(data)) },
    { contender: "read", threads: 1, output: "none", once: () => timed(() => ones.compare(ones, half, 2 * half, 0, half)) },
  ];
}
