/** The sum and what rounding took from it (Knuth). */
export function twoSum(a: number, b: number): [number, number] {
  const sum = a + b;
  const back = sum - a;
  return [sum, a - (sum - back) + (b - back)];
}

/** The leading `bits` of x, rounded (Veltkamp). |x| < 2^960. */
export function split(x: number, bits: number): number {
  const large = x * (2 ** (53 - bits) + 1);
  return large - (large - x);
}

/** The product and what rounding took from it (Dekker). */
export function twoProduct(a: number, b: number): [number, number] {
  const product = a * b;
  const [x, y] = [split(a, 26), split(b, 26)];
  return [product, x * y - product + x * (b - y) + (a - x) * y + (a - x) * (b - y)];
}
