/**
 * A share between 0 and 1 as `12.3 %`: rounded down, since nothing is more than all of something, and never down to
 * nothing.
 */
export function percent(share: number): string {
  const tenths = Math.floor(share * 1000 + 1e-9);
  return share > 0 && tenths === 0 ? 'less than 0.1 %' : `${(tenths / 10).toFixed(1)} %`;
}
