import type { BuiltinCase } from './finding-cases.ts';
import { makeDocument, makeEvidence, makePackage } from './inputs.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const tests = (facts: { [name: string]: number }, time?: string) =>
  makeEvidence(
    'tests',
    { tests: 10, failures: 0, errors: 0, skipped: 0, ...facts },
    time === undefined ? {} : { time },
  );
const lint = (facts: { [name: string]: number | boolean | string }) =>
  makeEvidence('lint', { tool: 'eslint', completed: true, errors: 0, warnings: 0, notes: 0, ...facts });
const provenance = (facts: { [name: string]: string }, verified = true, subject = DIGEST) =>
  makeEvidence('provenance', facts, { verified, subject });
const image = (created?: string) =>
  makeEvidence('image', {
    base: { reference: 'registry.example/base:1', ...(created === undefined ? {} : { created }) },
  });
const pod = (...images: string[]) =>
  makeDocument('pod.yaml', 'yaml', { kind: 'Pod', spec: { containers: images.map((one) => ({ image: one })) } });

/** Cases of the built-in policies about evidence, documents, people and time, by policy. */
export const EVIDENCE_CASES: { readonly [builtin: string]: readonly BuiltinCase[] } = {
  tests: [
    [
      'fails tests that failed',
      {},
      { evidence: [tests({ failures: 2, errors: 1 })] },
      ['failed: 3 of 10 tests failed'],
    ],
    [
      'fails a run that skipped too much',
      { maxSkippedPercent: 10 },
      { evidence: [tests({ skipped: 4 })] },
      ['skipped: 40 % of the tests were skipped; at most 10 % may be'],
    ],
    [
      'asks for tests where none ran',
      {},
      { evidence: [tests({ tests: 0 })] },
      ['missing tests: 0 tests ran; at least 1 must.'],
    ],
    [
      'asks for a run that says when',
      { maxAgeHours: 1 },
      { evidence: [tests({})] },
      ['missing tests: A run of the tests does not say when it was.'],
    ],
    [
      'asks for a younger run',
      { maxAgeHours: 1 },
      { evidence: [tests({}, '2026-06-01T01:00:00Z')] },
      ['missing tests: A run of the tests is 11 hours old.'],
    ],
    ['passes tests that passed', { maxAgeHours: 1 }, { evidence: [tests({}, '2026-06-01T11:30:00Z')] }, []],
  ],
  lint: [
    ['fails errors', {}, { evidence: [lint({ errors: 2, warnings: 5 })] }, ['results: eslint reports 2 errors']],
    [
      'fails warnings, on request',
      { failOn: 'warnings' },
      { evidence: [lint({ warnings: 5 })] },
      ['results: eslint reports 5 warnings'],
    ],
    [
      'asks for a run that ended well',
      {},
      { evidence: [lint({ completed: false })] },
      ['missing lint: eslint did not end well.'],
    ],
    [
      'asks for the linters that must run',
      { tools: ['ruff'] },
      { evidence: [lint({})] },
      ['missing lint: There is no complete report of ruff.'],
    ],
    ['passes a clean report', { tools: ['eslint'] }, { evidence: [lint({ warnings: 1 })] }, []],
  ],
  sbom: [
    [
      'asks for packages in it',
      {},
      { evidence: [makeEvidence('sbom', { format: 'spdx-json', packages: 0 })] },
      ['missing sbom: An SBOM names 0 packages; at least 1 are asked for.'],
    ],
    [
      'asks for a known format',
      { formats: ['spdx'] },
      { evidence: [makeEvidence('sbom', { format: 'cyclonedx-json', packages: 3 })] },
      ['missing sbom: An SBOM is of the format cyclonedx-json; spdx count.'],
    ],
    [
      'asks for one of this artifact',
      {},
      {
        artifact: { digest: DIGEST },
        evidence: [makeEvidence('sbom', { format: 'spdx-json', packages: 3 }, { subject: OTHER })],
      },
      ['missing sbom: An SBOM is about another artifact.'],
    ],
    [
      'passes one of this artifact beside others',
      {},
      {
        artifact: { digest: DIGEST },
        evidence: [
          makeEvidence('sbom', { format: 'spdx-json', packages: 3 }, { subject: OTHER }),
          makeEvidence('sbom', { format: 'spdx-json', packages: 3 }, { subject: DIGEST }),
        ],
      },
      [],
    ],
  ],
  provenance: [
    [
      'asks for one that is verified',
      {},
      { artifact: { digest: DIGEST }, evidence: [provenance({}, false)] },
      ['missing provenance: The provenance is not verified: what a file says of itself is no signature.'],
    ],
    [
      'asks for one about this artifact',
      {},
      { artifact: { digest: DIGEST }, evidence: [provenance({}, true, OTHER)] },
      [`missing provenance: The provenance is about another artifact than ${DIGEST}.`],
    ],
    [
      'fails another builder',
      { builders: ['ci.example'] },
      { artifact: { digest: DIGEST }, evidence: [provenance({ builder: 'laptop.example' })] },
      ['builder: The builder is laptop.example; allowed: ci.example'],
    ],
    [
      'fails another source',
      { sources: ['git.example/a'] },
      { artifact: { digest: DIGEST }, evidence: [provenance({ source: 'git.example/b' })] },
      ['source: The source is git.example/b; allowed: git.example/a'],
    ],
    [
      'passes the right ones',
      { builders: ['ci.example'], sources: ['git.example/a'] },
      {
        artifact: { digest: DIGEST },
        evidence: [provenance({ builder: 'x' }), provenance({ builder: 'ci.example', source: 'git.example/a' })],
      },
      [],
    ],
  ],
  'base-image-age': [
    [
      'fails an old base',
      {},
      { evidence: [image('2026-01-01T00:00:00Z')] },
      ['age: registry.example/base:1 was built 151 days ago; at most 90 pass'],
    ],
    [
      'asks for the day of a base that tells none',
      {},
      { evidence: [image()] },
      ['missing image: It is not known when registry.example/base:1 was built.'],
    ],
    ['passes a new base', {}, { evidence: [image('2026-05-01T00:00:00Z')] }, []],
  ],
  licences: [
    [
      'fails what is denied',
      { deny: ['GPL-*'] },
      { inventory: { packages: [makePackage('a', 'GPL-3.0-only')] } },
      ['denied: a 1.0.0: its licence is denied (GPL-3.0-only)'],
    ],
    [
      'fails what is not listed',
      { allow: ['MIT'] },
      { inventory: { packages: [makePackage('a', 'ISC')] } },
      ['unlisted: a 1.0.0: its licence is not on the list of allowed ones (ISC)'],
    ],
    [
      'fails the unknown, on request',
      { unknown: true },
      { inventory: { packages: [makePackage('a')] } },
      ['unknown: a 1.0.0: its licence is not known'],
    ],
    [
      'asks about the unknown where there is a list',
      { allow: ['MIT'] },
      { inventory: { packages: [makePackage('a')] } },
      ['unknown: a 1.0.0: its licence is not known'],
    ],
    [
      'passes a choice with an allowed branch',
      { allow: ['MIT'] },
      { inventory: { packages: [makePackage('a', 'GPL-3.0-only OR MIT')] } },
      [],
    ],
    [
      'passes what is for development alone, and what is exempt',
      { deny: ['GPL-*'], exempt: ['pkg:npm/b'] },
      { inventory: { packages: [makePackage('a', 'GPL-2.0-only', { dev: true }), makePackage('b', 'GPL-2.0-only')] } },
      [],
    ],
  ],
  'approved-registries': [
    [
      'fails another registry',
      { registries: ['registry.example'] },
      { documents: [pod('evil.example/a:1', 'registry.example/a:1')] },
      ['registry: evil.example/a:1 lies in evil.example, which is not approved'],
    ],
    [
      'fails a name that only begins alike',
      { registries: ['registry.example/shop'] },
      { documents: [pod('registry.example/shopping/a', 'registry.example.evil.example/a')] },
      [
        'registry: registry.example/shopping/a lies in registry.example, which is not approved',
        'registry: registry.example.evil.example/a lies in registry.example.evil.example, which is not approved',
      ],
    ],
    [
      'knows that a bare name is on Docker Hub',
      { registries: ['registry.example'] },
      { documents: [pod('nginx')] },
      ['registry: nginx lies in docker.io, which is not approved'],
    ],
    [
      'reads Dockerfiles, stages and scratch apart',
      { registries: ['registry.example'] },
      {
        documents: [
          makeDocument('Dockerfile', 'dockerfile', [
            { Cmd: 'from', Value: ['registry.example/go:1', 'as', 'build'] },
            { Cmd: 'from', Value: ['build'] },
            { Cmd: 'from', Value: ['scratch'] },
            { Cmd: 'from', Value: ['alpine'] },
          ]),
        ],
      },
      ['registry: alpine lies in docker.io, which is not approved'],
    ],
    [
      'reads what a Dockerfile copies from and mounts, and takes no way round',
      { registries: ['registry.example/shop'] },
      {
        documents: [
          makeDocument('Dockerfile', 'dockerfile', [
            { Cmd: 'from', Value: ['registry.example/shop/../evil/a'] },
            { Cmd: 'from', Value: ['registry.example/shop/go:1', 'as', 'build'] },
            { Cmd: 'copy', Flags: ['--from=build'], Value: ['/a', '/a'] },
            { Cmd: 'copy', Flags: ['--from=0'], Value: ['/a', '/a'] },
            { Cmd: 'copy', Flags: ['--from=evil.example/a:1'], Value: ['/a', '/a'] },
            { Cmd: 'run', Flags: ['--mount=type=bind,from=evil.example/b,target=/b'], Value: ['make'] },
          ]),
        ],
      },
      [
        'registry: registry.example/shop/../evil/a lies in registry.example, which is not approved',
        'registry: evil.example/a:1 lies in evil.example, which is not approved',
        'registry: evil.example/b lies in evil.example, which is not approved',
      ],
    ],
    [
      'reads Compose files',
      { registries: ['registry.example'] },
      { documents: [makeDocument('compose.yaml', 'yaml', { services: { web: { image: 'quay.example/a' } } })] },
      ['registry: quay.example/a lies in quay.example, which is not approved'],
    ],
    [
      'passes Docker Hub where it is approved',
      { registries: ['docker.io/library'] },
      { documents: [pod('nginx:1', 'docker.io/library/redis@sha256:00')] },
      [],
    ],
  ],
  'separation-of-duties': [
    [
      'fails an author who runs the gate',
      {},
      { change: { author: 'ann' }, actor: { id: 'Ann ' } },
      ['actor: ann wrote the change and is also its actor'],
    ],
    [
      'fails an author who asks',
      { roles: ['requester'] },
      { change: { author: 'ann', requester: 'ann' } },
      ['requester: ann wrote the change and is also its requester'],
    ],
    [
      'asks who wrote it',
      {},
      { change: { id: '7' }, actor: { id: 'ann' } },
      ['missing change: The change does not say who wrote it.'],
    ],
    ['passes where they are two people', {}, { change: { author: 'ann' }, actor: { id: 'ben' } }, []],
    [
      'passes an automatic account',
      { exempt: ['ci-bot'] },
      { change: { author: 'ci-bot' }, actor: { id: 'ci-bot' } },
      [],
    ],
  ],
  'deploy-windows': [
    [
      'fails in a freeze',
      { freezes: [{ from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z', reason: 'sale' }] },
      {},
      ['freeze: Nothing passes until 2026-06-02T00:00:00Z: sale'],
    ],
    [
      'fails outside of the windows',
      { windows: [{ days: ['mon'], from: '08:00', to: '12:00' }] },
      {},
      ['window: 2026-06-01T12:00:00Z lies outside of the windows (mon 08:00-12:00 UTC)'],
    ],
    [
      'holds a freeze of some environment where it is not known which',
      {
        freezes: [
          { from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z', reason: 'sale', environments: ['production'] },
        ],
      },
      {},
      ['freeze: Nothing passes until 2026-06-02T00:00:00Z: sale'],
    ],
    [
      'passes in a window of another zone',
      { timeZone: 'Europe/Berlin', windows: [{ days: ['mon'], from: '14:00', to: '14:01' }] },
      {},
      [],
    ],
    [
      'passes in a window over midnight that began the day before',
      { windows: [{ days: ['sun'], from: '22:00', to: '13:00' }] },
      {},
      [],
    ],
    [
      'passes a freeze of another environment, and one that has ended',
      {
        freezes: [
          { from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z', reason: 'sale', environments: ['production'] },
          { from: '2026-05-01T00:00:00Z', to: '2026-06-01T12:00:00Z', reason: 'over' },
        ],
      },
      { environment: 'staging' },
      [],
    ],
  ],
  'exceptions-near-expiry': [
    [
      'shows one that ends soon',
      {},
      { exceptions: [{ id: 'EX-1', owner: 'team-a', ends: '2026-06-05T00:00:00Z' }] },
      ['near-expiry: The exception EX-1 of team-a ends on 2026-06-05, in 4 days'],
    ],
    [
      'passes one that ends later, and one that has ended',
      {},
      {
        exceptions: [
          { id: 'EX-1', owner: 'a', ends: '2026-09-01T00:00:00Z' },
          { id: 'EX-2', owner: 'a', ends: '2026-05-01T00:00:00Z' },
        ],
      },
      [],
    ],
  ],
};
