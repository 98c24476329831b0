const STEPS = [1, 2, 5, 10];
/** About so many ticks on an axis. */
const WANTED = 6;

/**
 * Round numbers between two, in rising order: powers of ten on a logarithmic axis of two decades or more (with their doubles and fives on a
 * shorter one), multiples of 1, 2 or 5 × 10ᵏ on a linear one.
 */
export function ticksOf(first: number, last: number, log: boolean): number[] {
  const [low, high] = [Math.min(first, last), Math.max(first, last)];
  return log ? logTicks(low, high) : linearTicks(low, high);
}

function logTicks(low: number, high: number): number[] {
  if (!(low > 0)) return [];
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const digits = to - from > 2 ? [1] : [1, 2, 5];
  const all = Array.from({ length: to - from + 1 }, (_, i) => digits.map((digit) => Number(`${digit}e${from + i}`))).flat();
  return all.filter((x) => x >= low * (1 - 1e-9) && x <= high * (1 + 1e-9));
}

function linearTicks(low: number, high: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / WANTED;
  const decade = Math.floor(Math.log10(rough));
  const step = STEPS.find((s) => s * 10 ** decade >= rough * (1 - 1e-9)) ?? 10;
  const first = Math.ceil((low / 10 ** decade / step) * (1 - 1e-9));
  const count = Math.floor((high - low) / (step * 10 ** decade) + 1e-9) + 1;
  const at = (i: number): number => Number(`${(first + i) * step}e${decade}`);
  return Array.from({ length: count }, (_, i) => at(i)).filter((x) => x <= high + (high - low) * 1e-9 && x >= low - (high - low) * 1e-9);
}
