import { compareDigits } from './digits.ts';

/** R's package_version: numbers between `.` and `-`; of two equal beginnings the longer is newer. */
export function compareCran(a: string, b: string): number {
  const x = a.split(/[.-]/);
  const y = b.split(/[.-]/);
  for (let index = 0; index < Math.min(x.length, y.length); index += 1) {
    const order = compareDigits(x[index] ?? '', y[index] ?? '');
    if (order !== 0) return order;
  }
  return x.length - y.length;
}
