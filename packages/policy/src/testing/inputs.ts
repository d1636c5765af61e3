import type { Finding } from '@sallyport/findings';
import type { Package } from '@sallyport/inventory';

import type { Evidence, GateInput, InputDocument, TracedInput } from '../gate/gate-input.ts';
import { leadsSomewhere } from '../input/input-builder.ts';

/** The time of decisions in tests. */
export const NOW = Date.parse('2026-06-01T12:00:00Z');

/** An input of a gate, with a complete scan by the secrets scanner, unless something else is given. */
export function makeInput(over: Partial<GateInput> = {}): GateInput {
  return {
    schemaVersion: '1',
    gate: 'merge',
    time: '2026-06-01T12:00:00Z',
    findings: [],
    coverage: {
      parts: [
        { scanner: 'secrets', state: 'ran', rules: 5, looked: { files: 2 }, skipped: [], notes: [], durationMs: 1 },
      ],
    },
    scan: { startedAt: '2026-06-01T11:00:00Z', target: { kind: 'git', given: '.' }, tool: 'sallyport 0.1.0' },
    evidence: [],
    documents: [],
    exceptions: [],
    ...over,
  };
}

/** The same with places for documents alone: `path:1`. */
export function traced(value: GateInput): TracedInput {
  return {
    value,
    placeOf: ([member, index]) =>
      member === 'documents' && typeof index === 'number'
        ? { path: value.documents[index]?.path ?? '', line: 1 }
        : undefined,
    has: (path) => leadsSomewhere(value, path),
  };
}

export function makeFinding(over: Partial<Finding> = {}): Finding {
  return {
    id: `sp_${'0'.repeat(24)}`,
    scanner: 'dependencies',
    rule: 'CVE-2026-1',
    title: 'left: a flaw',
    message: 'left 1.0.0 has CVE-2026-1.',
    severity: 'high',
    confidence: 'high',
    remediation: { summary: 'Update left to 1.0.1.' },
    references: [],
    tags: ['vulnerability', 'fixable', 'direct'],
    occurrences: [{ location: { path: 'package-lock.json' }, fingerprints: {} }],
    novelty: 'new',
    ...over,
  };
}

export function makePackage(name: string, licence?: string, over: Partial<Package> = {}): Package {
  return {
    id: `pkg:npm/${name}@1.0.0`,
    purl: `pkg:npm/${name}@1.0.0`,
    ecosystem: 'npm',
    name,
    version: '1.0.0',
    relation: 'direct',
    path: [],
    dependsOn: [],
    dev: false,
    optional: false,
    licences: licence === undefined ? [] : [{ raw: licence, expression: licence, kind: 'declared' }],
    integrity: [],
    ...over,
  };
}

export function makeEvidence(type: string, facts: Evidence['facts'], over: Partial<Evidence> = {}): Evidence {
  return { type, facts, verified: false, ...over };
}

export function makeDocument(path: string, format: string, content: InputDocument['content']): InputDocument {
  return { path, format, content };
}
