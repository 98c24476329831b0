/** Red, green, blue 0 … 255 and alpha 0 … 1. */
export type Colour = readonly [number, number, number, number];

/** Reads #rgb, #rgba, #rrggbb, #rrggbbaa, rgb() and rgba(); null for anything else. */
export function parseColour(text: string): Colour | null {
  const trimmed = text.trim().toLowerCase();
  return trimmed.startsWith("#") ? parseHex(trimmed.slice(1)) : parseFunction(trimmed);
}

function parseHex(digits: string): Colour | null {
  if (!/^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return null;
  const long = digits.length <= 4 ? [...digits].map((d) => d + d).join("") : digits;
  const at = (i: number): number => Number.parseInt(long.slice(i, i + 2) || "ff", 16);
  return [at(0), at(2), at(4), at(6) / 255];
}

function parseFunction(text: string): Colour | null {
  const match = /^rgba?\(([^)]*)\)$/.exec(text);
  const parts = match?.[1]?.split(/[\s,/]+/).filter((part) => part !== "") ?? [];
  const [r, g, b, a] = parts.map((part) => (part.endsWith("%") ? Number(part.slice(0, -1)) / 100 : Number(part)));
  if (r === undefined || g === undefined || b === undefined || ![r, g, b].every(Number.isFinite)) return null;
  return [r, g, b, a ?? 1];
}

export function formatColour([r, g, b]: Colour): string {
  const hex = (x: number): string =>
    Math.round(Math.max(0, Math.min(255, x)))
      .toString(16)
      .padStart(2, "0");
  return `#${hex(r)}${hex(g)}${hex(b)}`;
}

/** `top` seen over an opaque `bottom`. */
export function over(top: Colour, bottom: Colour): Colour {
  const [r, g, b, a] = top;
  const mix = (x: number, y: number): number => x * a + y * (1 - a);
  return [mix(r, bottom[0]), mix(g, bottom[1]), mix(b, bottom[2]), 1];
}

/** Between two colours, `share` of the second. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const at = (i: 0 | 1 | 2): number => from[i] + (to[i] - from[i]) * share;
  return [at(0), at(1), at(2), 1];
}

/** Relative luminance, WCAG 2. */
export function luminance([r, g, b]: Colour): number {
  const linear = (x: number): number => {
    const c = x / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast ratio, WCAG 2: 1 … 21. */
export function contrast(a: Colour, b: Colour): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** `wanted`, moved towards `strong` just as far as it takes to reach `ratio` against the background. */
export function readableOn(background: Colour, wanted: Colour, strong: Colour, ratio: number): Colour {
  for (let share = 0; share < 1; share += 0.1) {
    const candidate = mix(wanted, strong, share);
    if (contrast(candidate, background) >= ratio) return candidate;
  }
  return strong;
}
