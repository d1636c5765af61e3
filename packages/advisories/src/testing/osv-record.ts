/** An OSV record with what a test does not say filled in. */
export interface OsvRecord {
  readonly id: string;
  readonly modified: string;
  readonly [member: string]: unknown;
}

export interface RecordFacts {
  readonly id: string;
  readonly modified?: string;
  readonly ecosystem?: string;
  readonly name?: string;
  /** `introduced` and `fixed` in turn. */
  readonly events?: readonly Readonly<Record<string, string>>[];
  readonly more?: Readonly<Record<string, unknown>>;
}

export function osvRecord(facts: RecordFacts): OsvRecord {
  const { ecosystem = 'npm', name = 'left-pad', events = [{ introduced: '0' }, { fixed: '1.3.1' }] } = facts;
  const type = ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM';
  return {
    id: facts.id,
    modified: facts.modified ?? '2026-01-01T00:00:00Z',
    affected: [{ package: { ecosystem, name }, ranges: [{ type, events }] }],
    ...facts.more,
  };
}
