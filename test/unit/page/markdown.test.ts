import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { picturePaths, renderMarkdown } from "../../../src/page/markdown.ts";

describe("a text in an exported page", () => {
  it("typesets formulas to MathML, within a line and displayed", () => {
    const html = renderMarkdown("The $K$ numbers:\n\n$$\n\\frac{a}{b}\n$$\n\ncost $5 or $6\n\n\\$x\\$, `$y$`");
    expect(html).toMatch(/<p>The <math><mi>K<\/mi><\/math> numbers:<\/p>/);
    expect(html).toMatch(/<math display="block"[\s\S]*<mfrac><mi>a<\/mi><mi>b<\/mi><\/mfrac>/);
    expect(html).toContain("<p>cost $5 or $6</p>\n<p>$x$, <code>$y$</code></p>");
  });

  it("shows a formula that can't be read as it was written", () => {
    expect(renderMarkdown("$\\frac{a$")).toContain('<code class="unread">$\\frac{a$</code>');
    expect(renderMarkdown("$\\def\\a{\\a\\a}\\a$")).toContain("unread");
  });

  it.each([
    "<script>alert(1)</script>",
    "a <img src=x onerror=alert(1)> b",
    "<b onclick=alert(1)>x</b>",
    "<svg><style>*{display:none}</style></svg>",
    "<iframe src='https://example.com'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<base href='https://example.com/'>",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$<script>alert(1)</script>$",
    "$$\\includegraphics{https://example.com/a.png}$$",
    '```"><script>\n</code><script>alert(1)</script>\n```',
    "[a]: javascript:alert(1)\n\n[a]",
    "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](vbscript:x) [d](data:text/html,<script>1</script>)",
    "[f](file:///etc/passwd) [r](//example.com/x)",
    "![p](https://example.com/track.png) ![q](//example.com/x.png) ![h](data:text/html,x)",
    '<https://example.com/"onmouseover=alert(1)>',
  ])("makes nothing of %s that runs, loads or restyles", (source) => {
    const tags = [...renderMarkdown(source).matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
    for (const [tag, name = "", attributes = ""] of tags) {
      expect(["script", "style", "iframe", "svg", "base", "object", "embed", "form", "link", "meta"], tag).not.toContain(
        name.toLowerCase(),
      );
      expect(/\son\w+=/i.test(attributes), tag).toBe(false);
      for (const [, attribute, value = ""] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (attribute === "href") expect(value, tag).toMatch(/^(https:|mailto:|#)/);
        if (attribute === "src") expect(value, tag).toMatch(/^data:image\//);
      }
    }
    expect(renderMarkdown(source).replace(/<\/?[a-z][^<>]*>/gi, "")).not.toMatch(/[<>]/);
  });

  it("keeps plain tags that have their partner, and shows others as text", () => {
    expect(renderMarkdown("H<sub>2</sub>O<br>x <kbd>a")).toBe("<p>H<sub>2</sub>O<br>x &lt;kbd&gt;a</p>\n");
    expect(renderMarkdown("a <!-- note --> b\n\n<!-- more -->")).toBe("<p>a  b</p>\n");
  });

  it("never lets a tag out of its paragraph, whatever it holds", () => {
    const piece = fc.constantFrom(
      "<b>",
      "</b>",
      "<i>",
      "</i>",
      "<p>",
      "</p>",
      "</div>",
      "$",
      "$$",
      "`",
      "*",
      "[",
      "](",
      ")",
      "\n\n",
      "x",
      "<br>",
      "&lt;",
      "|",
      "- ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const open: string[] = [];
        for (const [, slash, name = ""] of renderMarkdown(pieces.join("")).matchAll(/<(\/?)(b|i|p|div|em|a|li|ul|code)\b[^>]*>/g)) {
          if (slash === "") open.push(name);
          else if (name === "b" || name === "i") expect(open.splice(open.lastIndexOf(name), 1)).toEqual([name]);
          else if (name === "p") expect(open.splice(open.lastIndexOf("p")).filter((tag) => tag === "b" || tag === "i")).toEqual([]);
        }
      }),
    );
  });

  it.each([
    ["definition.softmaxnb", "definition.html"],
    ["a/b%20c.softmaxnb#top", "a/b%20c.html#top"],
    ["https://example.com/a.softmaxnb", "https://example.com/a.softmaxnb"],
    ["/etc/a.softmaxnb", "/etc/a.softmaxnb"],
    ["data/notes.txt", "data/notes.txt"],
    ["#a.softmaxnb", "#a.softmaxnb"],
  ])("leads from a notebook to the page of another, %s", (to, href) => {
    expect(renderMarkdown(`[next](${to})`)).toBe(`<p><a href="${href}" rel="noopener noreferrer">next</a></p>\n`);
  });

  it("puts in the pictures that it is given, and names those that it is not", () => {
    const html = renderMarkdown("![one](a.png) ![two](b.png)", new Map([["a.png", "data:image/png;base64,AAAA"]]));
    expect(html).toContain('<img src="data:image/png;base64,AAAA" alt="one">');
    expect(html).toContain("[picture: two]");
    expect(picturePaths("![one](a.png) ![two](https://x/b.png) ![three](data:image/png;base64,AAAA)\n\n- ![four](c.png)")).toEqual([
      "a.png",
      "c.png",
    ]);
  });
});
