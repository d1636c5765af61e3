import type { Sighting } from '../finding.ts';

/** A sighting in a text, with the lines around it as its excerpt, for tests. */
export function sightingIn(text: string, line: number, changes: Partial<Sighting> = {}): Sighting {
  const lines = text.split('\n');
  const first = Math.max(1, line - 6);
  const start = { line, column: 1, offset: lines.slice(0, line - 1).join('\n').length };
  const end = { ...start, column: (lines[line - 1] ?? '').length + 1, offset: start.offset + 1 };
  return {
    scanner: 'code',
    rule: 'unsafe-call',
    title: 'Unsafe call',
    message: 'This call is unsafe.',
    severity: 'high',
    confidence: 'high',
    remediation: { summary: 'Call something else.' },
    references: [],
    tags: [],
    location: { path: 'src/a.ts', range: { start, end } },
    excerpt: { firstLine: first, lines: lines.slice(first - 1, line + 6) },
    ...changes,
  };
}
