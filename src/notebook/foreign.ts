/** A cell of another language as a fence in Markdown, longer than any run of its own. */
export function foreignFence(language: string, source: string): string {
  const longest = source.match(/`{3,}/g)?.reduce((length, run) => Math.max(length, run.length), 0) ?? 0;
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${source}\n${fence}`;
}
