import type { seededRandom } from '@sallyport/kernel';

import type { Node } from '../pattern/ast.ts';
import { bytesOf, hasByte } from '../pattern/byte-set.ts';
import type { ByteSet } from '../pattern/byte-set.ts';

export type SeededRandom = ReturnType<typeof seededRandom>;

/** A random text, in Latin-1, that the pattern matches (conditions such as word boundaries aside). */
export function sampleOf(node: Node, random: SeededRandom): string {
  switch (node.kind) {
    case 'set': {
      return String.fromCharCode(pickByte(node.set, random));
    }
    case 'assert':
      return '';
    case 'seq':
      return node.items.map((item) => sampleOf(item, random)).join('');
    case 'group':
      return sampleOf(node.item, random);
    case 'alt': {
      const option = node.options[random.below(node.options.length)];
      return option === undefined ? '' : sampleOf(option, random);
    }
    case 'repeat': {
      const spread = Math.min(node.max - node.min, 40);
      const times = node.min + random.below(spread + 1);
      return Array.from({ length: times }, () => sampleOf(node.item, random)).join('');
    }
  }
}

function pickByte(set: ByteSet, random: SeededRandom): number {
  for (let tries = 0; tries < 40; tries++) {
    const byte = 0x21 + random.below(0x5e);
    if (hasByte(set, byte)) return byte;
  }
  const all = bytesOf(set);
  return all[random.below(all.length)] ?? 0;
}
