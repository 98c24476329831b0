import Markdown, { type Token } from "markdown-it";
import { escapeHtml } from "../output/index.ts";
import { addMath } from "./math.ts";

/** Tags without attributes that a text may use as they are; all else of its HTML is shown as text. */
const PLAIN_TAG = /^<(\/?)(b|strong|i|em|u|s|sub|sup|kbd|code|mark|small|q|br|wbr)\s*\/?>$/i;
const VOID_TAG = /^(br|wbr)$/i;
const COMMENT = /^\s*<!--[\s\S]*?-->\s*$/;
/** What a link may lead to. The text is a stranger's. */
const LINK = /^(?:https?:|mailto:|#|(?![a-z][a-z0-9+.-]*:|\/\/))/i;
/** A notebook beside this one, by its path: of exported pages the links lead from page to page. */
const NOTEBOOK = /^(?![a-z][a-z0-9+.-]*:|\/)([^?#]+)\.softmaxnb(?=#|$)/i;
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i;

/** Pictures of a text that lie beside the notebook, by their paths as written: data: addresses that stand for them. */
export type Pictures = ReadonlyMap<string, string>;

interface Environment {
  readonly pictures: Pictures;
}

const markdown = reader();

/** Markdown with formulas as HTML that runs nothing and loads nothing. */
export function renderMarkdown(source: string, pictures: Pictures = new Map()): string {
  const env: Environment = { pictures };
  return markdown.render(source, env);
}

/** The paths of pictures that a text shows from beside its notebook. */
export function picturePaths(source: string): readonly string[] {
  const images = markdown.parse(source, {}).flatMap((token) => imagesIn(token));
  return images.map((image) => image.attrGet("src") ?? "").filter((src) => src !== "" && !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(src));
}

/** The text of the first heading, if there is one. */
export function firstHeading(source: string): string | undefined {
  const tokens = markdown.parse(source, {});
  const at = tokens.findIndex((token) => token.type === "heading_open");
  const inline = at < 0 ? undefined : tokens[at + 1];
  const text = inline?.children?.map((token) => token.content).join("");
  return text?.trim() || undefined;
}

function imagesIn(token: Token): readonly Token[] {
  if (token.type === "image") return [token];
  return token.children?.flatMap(imagesIn) ?? [];
}

function reader(): Markdown {
  const made = new Markdown({ html: true, linkify: true });
  made.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  made.validateLink = (url) => LINK.test(url.trim()) || PICTURE.test(url.trim());
  addMath(made);
  const { rules } = made.renderer;
  rules.html_block = (tokens, index) => htmlBlock(tokens[index]?.content ?? "");
  rules.html_inline = (tokens, index) => htmlInline(tokens, index);
  rules.image = (tokens, index, _options, env: Environment) => image(tokens[index], env);
  rules.link_open = (tokens, index, options, _env, self) => {
    const link = tokens[index];
    const to = link?.attrGet("href") ?? "";
    link?.attrSet("href", LINK.test(to) ? to.replace(NOTEBOOK, "$1.html") : "#");
    link?.attrSet("rel", "noopener noreferrer");
    return self.renderToken(tokens, index, options);
  };
  rules.table_open = () => '<div class="scroll"><table>\n';
  rules.table_close = () => "</table></div>\n";
  return made;
}

function htmlBlock(content: string): string {
  return COMMENT.test(content) ? "" : `<p>${escapeHtml(content.trim())}</p>\n`;
}

/** A plain tag that has its partner in the same paragraph, as it is. */
function htmlInline(tokens: readonly Token[], index: number): string {
  const content = tokens[index]?.content ?? "";
  if (COMMENT.test(content)) return "";
  const [, slash, name = ""] = PLAIN_TAG.exec(content) ?? [];
  if (slash === undefined) return escapeHtml(content);
  if (VOID_TAG.test(name)) return `<${name.toLowerCase()}>`;
  return isPaired(tokens, name) ? `<${slash}${name.toLowerCase()}>` : escapeHtml(content);
}

/** Whether every tag of this name in the paragraph has its partner, in order. */
function isPaired(tokens: readonly Token[], name: string): boolean {
  let open = 0;
  for (const token of tokens) {
    const match = token.type === "html_inline" ? PLAIN_TAG.exec(token.content) : null;
    if (match?.[2]?.toLowerCase() !== name.toLowerCase()) continue;
    open += match[1] === "" ? 1 : -1;
    if (open < 0) return false;
  }
  return open === 0;
}

/** A picture that is in the page; of any other its description, with a link where it lies somewhere else. */
function image(token: Token | undefined, { pictures }: Environment): string {
  const src = token?.attrGet("src") ?? "";
  const alt = token?.content ?? "";
  const address = PICTURE.test(src) ? src : pictures.get(src);
  if (address !== undefined) return `<img src="${escapeHtml(address)}" alt="${escapeHtml(alt)}">`;
  const words = `[${alt === "" ? "picture" : `picture: ${alt}`}]`;
  return /^https?:/i.test(src)
    ? `<a href="${escapeHtml(src)}" rel="noopener noreferrer">${escapeHtml(words)}</a>`
    : `<span class="absent">${escapeHtml(words)}</span>`;
}
