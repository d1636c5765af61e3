import { describe, expect, it } from 'vitest';

import { nearest } from './nearest.ts';

const commands = ['scan', 'explain', 'doctor', 'demo', 'completion'];

describe('nearest', () => {
  it('suggests nothing for something far away', () => {
    expect(nearest('kubernetes', commands)).toBeUndefined();
    expect(nearest('', commands)).toBeUndefined();
    expect(nearest('scan', [])).toBeUndefined();
  });

  it('finds slips, swapped neighbours and beginnings', () => {
    expect(nearest('scn', commands)).toBe('scan');
    expect(nearest('sacn', commands)).toBe('scan');
    expect(nearest('Doctr', commands)).toBe('doctor');
    expect(nearest('compl', commands)).toBe('completion');
  });
});
