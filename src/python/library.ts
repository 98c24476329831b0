import { DRAW_SOURCE } from "./drawSource.ts";
import { FAMILY_SOURCE } from "./familySource.ts";
import { SUPPORT_SOURCE } from "./supportSource.ts";

/**
 * The vocabulary's functions that have a counterpart, each definition by its name. Each has the parameters of its namesake, so that
 * positional and keyword arguments mean the same.
 */
export const library: ReadonlyMap<string, string> = new Map(
  [FAMILY_SOURCE, DRAW_SOURCE, SUPPORT_SOURCE].flatMap((source) =>
    source
      .trim()
      .split(/\n\n(?=def )/)
      .map((text): [string, string] => [/^def (\w+)/.exec(text)?.[1] ?? "", text]),
  ),
);

/** The definitions of these names and of those that they use in turn, in the library's order. */
export function definitionsOf(names: ReadonlySet<string>): readonly string[] {
  const wanted = new Set<string>();
  const add = (name: string): void => {
    const text = library.get(name);
    if (text === undefined || wanted.has(name)) return;
    wanted.add(name);
    for (const [, used = ""] of text.matchAll(/(?<![.\w])(\w+)\(/g)) add(used);
  };
  for (const name of names) add(name);
  return [...library].filter(([name]) => wanted.has(name)).map(([, text]) => text);
}
