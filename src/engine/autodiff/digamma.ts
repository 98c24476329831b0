/** d/dx log Γ(x): reflected below 0, raised to 10 by its recurrence, and from there the asymptotic series (Abramowitz and Stegun, 6.3.18). */
export function digamma(x: number): number {
  if (x <= 0) return Number.isInteger(x) ? Number.NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  let sum = 0;
  let at = x;
  for (; at < 10; at++) sum -= 1 / at;
  const square = 1 / (at * at);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132)))));
  return sum + Math.log(at) - 0.5 / at - series;
}
