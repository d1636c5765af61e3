import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkShape, object, parseAs } from '@sallyport/documents';
import { fixedClock } from '@sallyport/kernel';
import { expect, it } from 'vitest';

import { readExceptions } from './exceptions/read-exceptions.ts';
import { GATES_SECTION } from './gate/section.ts';
import { readContext } from './input/context.ts';
import { loadGatePolicies } from './load-policies.ts';
import { BUILTINS } from './builtin/list.ts';

const guide = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'gates.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '');
const [gates = '', context = '', exceptions = ''] = blocks('yaml');

it('shows gates that load as they are written', async () => {
  const parsed = await parseAs('yaml', gates);
  const [root] = parsed.ok ? parsed.documents : [];
  if (root === undefined) throw new TypeError('no gates');
  const checked = checkShape(root, object({ gates: GATES_SECTION }));

  expect(checked).toMatchObject({ ok: true });
  if (!checked.ok) return;
  const policies = Object.values(checked.value.gates).flatMap((gate) => gate.policies);
  const source = {
    bytes: async () => undefined,
    read: async (path: string) =>
      path === 'policies'
        ? [{ path: 'policies/images.rego', name: 'images.rego', text: blocks('rego')[0] ?? '' }]
        : [{ path: 'facts/a.json', name: 'a.json', text: '{}' }],
  };
  const loaded = await Promise.all(policies.map((one) => loadGatePolicies([one], { source, clock: fixedClock(0) })));
  expect(loaded.flatMap(({ problems }) => problems)).toEqual([]);
});

it('shows a context and exceptions that can be read', async () => {
  expect((await readContext('context.yaml', Buffer.from(context))).evidence).toHaveLength(1);
  expect(await readExceptions('exceptions.yaml', exceptions)).toHaveLength(1);
});

it('names every built-in policy', () => {
  expect(BUILTINS.map(({ id }) => id).filter((id) => !guide.includes(`\`${id}\``))).toEqual([]);
});
