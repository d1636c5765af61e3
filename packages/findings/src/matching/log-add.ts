/** log(exp(a) + exp(b)) without leaving the range of numbers. */
export function logAdd(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b;
  const [high, low] = a > b ? [a, b] : [b, a];
  return high - low > 25 ? high : high + Math.log1p(Math.exp(low - high));
}
