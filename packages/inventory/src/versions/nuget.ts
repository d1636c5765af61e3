import { compareDigits } from './digits.ts';
import { comparePrerelease } from './semver.ts';

/** SemVer with a fourth part, prereleases without case. */
export function compareNuget(a: string, b: string): number {
  const x = parse(a);
  const y = parse(b);
  for (let index = 0; index < 4; index += 1) {
    const order = compareDigits(x.core[index] ?? '', y.core[index] ?? '');
    if (order !== 0) return order;
  }
  return comparePrerelease(x.pre, y.pre);
}

function parse(text: string): { core: string[]; pre: string[] | undefined } {
  const plain = text.trim().toLowerCase().replace(/^v/, '').split('+', 1)[0] ?? '';
  const hyphen = plain.indexOf('-');
  if (hyphen < 0) return { core: plain.split('.'), pre: undefined };
  return { core: plain.slice(0, hyphen).split('.'), pre: plain.slice(hyphen + 1).split('.') };
}
