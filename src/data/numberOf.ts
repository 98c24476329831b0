const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WORD = /^([+-]?)(inf|infinity|nan)$/i;

/** Whether the text is a number, inf and nan in any case included. */
export function isNumber(text: string): boolean {
  const cell = text.trim();
  return NUMBER.test(cell) || WORD.test(cell);
}

/** The number that a text writes, in any case and with spaces around; NaN for other text too. */
export function numberOf(text: string): number {
  const cell = text.trim();
  if (NUMBER.test(cell)) return Number(cell);
  const word = WORD.exec(cell);
  if (!word || word[2]?.toLowerCase() === "nan") return NaN;
  return word[1] === "-" ? -Infinity : Infinity;
}

/** Whether the text is an integer that float64 can't hold. What has more digits than float64 tells apart may be a rounded number as it was written. */
export function isInexact(text: string): boolean {
  const cell = text.trim();
  if (cell.length < 16 || !/^[+-]?\d+$/.test(cell)) return false;
  const value = Number(cell);
  return Number.isFinite(value) && String(value) !== cell && BigInt(value) !== BigInt(cell.replace("+", ""));
}

/** Whether a text that is no number may stand for one that is missing: it is empty, or says nan. */
export function isNan(text: string): boolean {
  const cell = text.trim();
  return cell === "" || WORD.test(cell);
}
