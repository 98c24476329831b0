/**
 * The README as the package carries it. There is no public repository yet that its pictures and links could lead to, and neither the editor nor a
 * store takes them from the package: paragraphs that are pictures are left out, and of a link to a file its words remain.
 */
export function storeReadme(text) {
  return text
    .split("\n\n")
    .filter((paragraph) => !/!\[[^\]]*\]\((?!https:)/.test(paragraph))
    .join("\n\n")
    .replace(/\[([^\]]+)\]\((?!https?:|mailto:|#)[^)]*\)/g, "$1");
}
