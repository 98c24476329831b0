/** Screenshots as small PNG files: 256 colours are enough for an editor's window, and take a third of the bytes. */
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;

/**
 * A PNG file with a palette of the picture's most frequent colours; each other pixel gets the nearest of them. Format: PNG, W3C, colour type 3.
 * @param {{ width: number, height: number, pixels: ArrayLike<number> }} picture  RGBA, opaque, row by row
 */
export function palettePng({ width, height, pixels }) {
  const colours = frequent(pixels);
  const nearest = nearestIn(colours);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    // The byte before each row says that it is not filtered.
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest(colourAt(pixels, y * width + x));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const palette = Buffer.from(colours.flatMap(channels));
  const chunks = [
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

function colourAt(pixels, i) {
  return (pixels[4 * i] << 16) | (pixels[4 * i + 1] << 8) | pixels[4 * i + 2];
}

function channels(colour) {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function frequent(pixels) {
  const counts = new Map();
  for (let i = 0; 4 * i < pixels.length; i++) counts.set(colourAt(pixels, i), (counts.get(colourAt(pixels, i)) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, COLOURS)
    .map(([colour]) => colour);
}

/** The place in the palette of the colour that is nearest to one. */
function nearestIn(colours) {
  const places = new Map(colours.map((colour, place) => [colour, place]));
  const palette = colours.map(channels);
  return (colour) => {
    const known = places.get(colour);
    if (known !== undefined) return known;
    const [r, g, b] = channels(colour);
    const distances = palette.map(([r1, g1, b1]) => (r - r1) ** 2 + (g - g1) ** 2 + (b - b1) ** 2);
    const place = distances.indexOf(Math.min(...distances));
    places.set(colour, place);
    return place;
  };
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
