const INVISIBLE: Readonly<Record<string, string>> = { "\n": "⏎", "\r": "␍", "\t": "⇥" };
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A label as it can be seen: spaces at the ends, line breaks and control characters get a sign of their own. */
export function visible(label: string): string {
  if (label === "") return "∅";
  const signs = label
    .replace(/[\n\r\t]/g, (c) => INVISIBLE[c] ?? c)
    .replace(CONTROL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return signs.replace(/^ +| +$/g, (spaces) => "␣".repeat(spaces.length));
}

/** At most `length` characters, the cut marked by an ellipsis. */
export function shortened(label: string, length: number): string {
  const characters = [...label];
  return characters.length <= length ? label : `${characters.slice(0, length - 1).join("")}…`;
}

/** At most `length` characters, cut in the middle. */
function pinched(label: string, length: number): string {
  const characters = [...label];
  if (characters.length <= length) return label;
  const head = Math.ceil((length - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (length - 1 - head)).join("")}`;
}

/**
 * Visible, shortened names that are all different: long ones that begin alike are cut in the middle, and a name that occurs again carries
 * its index.
 */
export function distinct(labels: readonly string[], indices: readonly number[], length = 24): string[] {
  const seen = new Set<string>();
  const whole = labels.map(visible);
  const cut = whole.map((label) => shortened(label, length));
  const alike = new Set(cut.filter((name, i) => cut.indexOf(name) !== i && whole[cut.indexOf(name)] !== whole[i]));
  return whole.map((label, i) => {
    const name = alike.has(cut[i] ?? "") ? pinched(label, length) : (cut[i] ?? "");
    const unique = seen.has(name) ? `${name} #${indices[i] ?? i}` : name;
    seen.add(unique);
    return unique;
  });
}
