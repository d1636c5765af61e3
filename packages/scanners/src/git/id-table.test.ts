import { seededRandom, sha256Hex } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { IdTable } from './id-table.ts';

describe('a table of ids', () => {
  it('holds nothing at first', () => {
    const table = new IdTable(20);

    expect(table.find(Buffer.alloc(20), 0)).toBe(-1);
    expect(table.size).toBe(0);
    expect(table.bytes).toHaveLength(0);
  });

  it.each([20, 32])('numbers ids of %i bytes in the order in which they come, each once', (width) => {
    const random = seededRandom(width);
    const ids = Array.from({ length: 9000 }, () => sha256Hex(String(random.below(6000))).slice(0, width * 2));
    const table = new IdTable(width);
    const numbers = new Map<string, number>();

    for (const id of ids) {
      const data = Buffer.from(`00${id}ff`, 'hex');
      expect(table.find(data, 1)).toBe(numbers.get(id) ?? -1);
      if (!numbers.has(id)) numbers.set(id, numbers.size);
      expect(table.add(data, 1)).toBe(numbers.get(id));
    }

    expect(table.size).toBe(numbers.size);
    expect(table.bytes.toString('hex')).toBe([...numbers.keys()].join(''));
    for (const [id, number] of numbers) expect(table.hex(number)).toBe(id);
  });

  it('tells ids apart that differ in their last byte alone', () => {
    const table = new IdTable(20);
    const ids = Array.from({ length: 256 }, (_, n) => `${'ab'.repeat(19)}${n.toString(16).padStart(2, '0')}`);

    for (const id of ids.slice(1)) table.addHex(id);

    expect(table.size).toBe(255);
    expect(table.find(Buffer.from(ids[0] ?? '', 'hex'), 0)).toBe(-1);
    expect(table.addHex(ids[200] ?? '')).toBe(199);
  });
});
