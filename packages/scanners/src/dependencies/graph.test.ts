import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { linkPackages } from './graph.ts';
import type { Entry } from './parser.ts';
import { readIn, textAt } from './testing.ts';

/** Packages `p0`, `p1`, … with any needs among them, cycles and unknown ones included, and some that the project asks for. */
const graphs = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    needs: fc.array(fc.array(fc.nat(size), { maxLength: 4 }), { minLength: size, maxLength: size }),
    direct: fc.array(fc.nat(size), { maxLength: 3 }),
  }),
);

function link({ needs, direct }: { needs: readonly (readonly number[])[]; direct: readonly number[] }) {
  const entries = needs.map((keys, index): Entry => ({
    key: `k${index}`,
    ecosystem: 'npm',
    name: `p${index % 5}`,
    version: '1.0.0',
    needs: keys.map((key) => `k${key}`),
  }));
  return linkPackages('lock', 'npm', { entries, direct: new Set(direct.map((key) => `k${key}`)) }).packages;
}

/** How many steps each package is away from the project, worked out round by round. */
function distances({ needs, direct }: { needs: readonly (readonly number[])[]; direct: readonly number[] }): number[] {
  const steps = needs.map((_, index): number => (direct.includes(index) ? 1 : 0));
  for (let round = 1; round <= needs.length; round += 1) {
    for (const [index, keys] of needs.entries()) {
      if (steps[index] !== round) continue;
      for (const key of keys) if (steps[key] === 0) steps[key] = round + 1;
    }
  }
  return steps;
}

describe('linkPackages', () => {
  it('gives every package an id of its own, and refers to none that is not there', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const packages = link(graph);
        const ids = new Set(packages.map(({ id }) => id));

        expect(ids.size).toBe(packages.length);
        for (const { path, dependsOn } of packages)
          for (const id of [...path, ...dependsOn]) expect(ids.has(id)).toBe(true);
      }),
    );
  });

  it('gives one shortest way from the project to each package that it comes to, through cycles', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const packages = link(graph);
        const byId = new Map(packages.map((found) => [found.id, found]));

        expect(packages.map(({ path }) => path.length)).toEqual(distances(graph));
        for (const { id, path } of packages.filter((found) => found.path.length > 0)) {
          expect(path.at(-1)).toBe(id);
          expect(byId.get(path[0] ?? '')?.relation).toBe('direct');
          for (const [index, step] of path.slice(1).entries())
            expect(byId.get(path[index] ?? '')?.dependsOn).toContain(step);
        }
      }),
    );
  });

  it('cuts a long way at the front', () => {
    const size = 1000;
    const needs = Array.from({ length: size }, (_, index) => [index + 1]);

    const last = link({ needs, direct: [0] }).at(-1);

    expect(last?.path).toHaveLength(32);
    expect(last?.path.at(-1)).toBe(last?.id);
  });

  it('leaves out what can have no package URL, and counts it', () => {
    const entries = [
      { key: '1', ecosystem: 'npm', name: '' },
      { key: '2', ecosystem: 'Maven', name: 'group:' },
      { key: '3', ecosystem: 'npm', name: 'x'.repeat(2000) },
      { key: '4', ecosystem: 'npm', name: 'a', version: '1'.repeat(2000) },
      { key: '5', ecosystem: 'npm', name: 'kept', needs: ['1', '5'] },
    ];

    const { packages, unnamed } = linkPackages('lock', 'npm', { entries });

    expect(packages.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([['kept', ['pkg:npm/kept']]]);
    expect(unnamed).toBe(4);
  });

  it('takes the declaration of what ships before that of development', () => {
    const asked = { name: 'a', optional: false, location: { path: 'm' } };

    const { packages } = linkPackages('lock', 'npm', {
      entries: [{ key: 'a', ecosystem: 'npm', name: 'a' }],
      asks: [
        { ...asked, range: '^1', group: 'devDependencies', dev: true, key: 'a' },
        { ...asked, range: '^2', group: 'dependencies', dev: false, key: 'a' },
      ],
    });

    expect(packages[0]).toMatchObject({ relation: 'direct', declared: { range: '^2', group: 'dependencies' } });
  });
});

describe('places', () => {
  const name = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,8}[a-z0-9])?$/);
  const entries = fc.uniqueArray(fc.tuple(name, fc.string()), {
    minLength: 1,
    maxLength: 8,
    selector: ([each]) => each,
  });
  const layout = fc.constantFrom<string | number>(0, 1, 2, 4, '\t');

  it('in package-lock.json hold the key and the value, in any layout', async () => {
    await fc.assert(
      fc.asyncProperty(entries, layout, async (packages, indent) => {
        const values = packages.map(
          ([each, noise]) => [`node_modules/${each}`, { noise, version: '1.0.0', 'a\u2028"b': [noise] }] as const,
        );
        const files = {
          'package-lock.json': JSON.stringify(
            { noise: '\u{1F600}\n', packages: Object.fromEntries(values) },
            null,
            indent,
          ),
        };

        const read = await readIn('package-lock.json', files);

        const held = read.packages.map((found) => JSON.parse(`{${textAt(found, files)}}`) as object);
        expect(held).toEqual(Object.entries(Object.fromEntries(values)).map(([key, value]) => ({ [key]: value })));
      }),
    );
  });

  it('in requirements.txt hold the requirement, whatever stands around it', async () => {
    const around = fc.constantFrom('', '# comment\n', '\n', '--index-url x\r\n', '\u{1F600} nothing\n');

    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, around), { minLength: 1, maxLength: 8 }), async (packages) => {
        const text = packages.map(([each, before]) => `${before}${each}==1.0\n`).join('');

        const read = await readIn('requirements.txt', { 'requirements.txt': text });

        const pinned = read.packages.filter(({ version }) => version === '1.0');
        expect(pinned.map((found) => textAt(found, { 'requirements.txt': text }))).toEqual(
          packages.map(([each]) => `${each}==1.0`),
        );
        for (const { location } of pinned) {
          const { start } = location?.range ?? {};
          expect(text.slice(0, start?.offset).split('\n').length).toBe(start?.line);
        }
      }),
    );
  });
});
