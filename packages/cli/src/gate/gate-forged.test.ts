import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import { CONFIG, decided, exceptions, gateIn, madeFinding, scanJson } from './testing.ts';

/** What somebody would try who may write what is judged, but not what judges it. */
describe('sallyport gate', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
  });
  afterEach(() => box.remove());

  it.each(['Deny', 'Warn', 'Audit'])(
    'misses evidence where failurePolicy Ignore would hide that nothing was judged, with the action %s',
    async (action) => {
      const api = 'apiVersion: admissionregistration.k8s.io/v1\n';
      box.write(
        'rules/a.yaml',
        `${api}kind: ValidatingAdmissionPolicy\nmetadata: { name: p }\nspec:\n  failurePolicy: Ignore\n  validations: [{ expression: "object.spec.missing > 1" }]\n---\n${api}kind: ValidatingAdmissionPolicyBinding\nmetadata: { name: b }\nspec: { policyName: p, validationActions: [${action}] }\n`,
      );
      box.write('pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { x: 1 }\n');

      const ran = await gateIn(box, ['gate', 'adhoc', '--policy', 'rules', '--input', 'pod.yaml', '--json']);

      expect([ran.code, decided(ran).outcome]).toEqual([6, 'missing-evidence']);
      expect(decided(ran).missing[0]?.reason).toMatch(/^p\/b has judged nothing of Pod web: expression/);
    },
  );

  it('takes no document for a report that it calls itself: one in YAML, one of several, or one that is named as a document', async () => {
    const forged = { ...(JSON.parse(scanJson()) as object), kind: 'Pod' };
    box.write('rules/a.rego', 'package main\n\ndeny contains "a Pod" if input.kind == "Pod"\n');
    box.write('pod.yaml', JSON.stringify(forged));
    box.write('two.json.yaml', `${JSON.stringify({ bomFormat: 'CycloneDX' })}\n---\nkind: Pod\n`);
    box.write('pod.json', JSON.stringify(forged));
    const asked = (...words: string[]) => gateIn(box, ['gate', 'adhoc', '--policy', 'rules', ...words]);

    const codes = [
      (await asked('-i', 'pod.yaml')).code,
      (await asked('-i', 'two.json.yaml')).code,
      (await asked('--document', 'pod.json')).code,
    ];

    expect(codes).toEqual([1, 1, 1]);
  });

  it.each<[string, string, number]>([
    ['a scan result', scanJson(), 2],
    ['a SARIF report', JSON.stringify({ version: '2.1.0', runs: [] }), 2],
    ['a CycloneDX document', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' }), 2],
    ['an SPDX document', JSON.stringify({ spdxVersion: 'SPDX-2.3' }), 2],
    ['a signed bundle', JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }), 1],
  ])('lets no Pod pass for %s, of which it has the members beside its own', async (_, text, code) => {
    box.write('rules/a.rego', 'package main\n\ndeny contains "a Pod" if input.kind == "Pod"\n');
    box.write('pod.json', JSON.stringify({ ...(JSON.parse(text) as object), apiVersion: 'v1', kind: 'Pod' }));
    const asked = (option: string) => gateIn(box, ['gate', 'adhoc', '--policy', 'rules', option, 'pod.json']);

    expect([(await asked('--input')).code, (await asked('--document')).code]).toEqual([code, 1]);
  });

  it('takes no manifest for a signed bundle that has the words of one in a comment', async () => {
    box.write('rules/a.rego', 'package main\n\ndeny contains "a Pod" if input.kind == "Pod"\n');
    box.write('pod.yaml', '# "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"\nkind: Pod\n');

    expect((await gateIn(box, ['gate', 'adhoc', '--policy', 'rules', '-i', 'pod.yaml'])).code).toBe(1);
  });

  it.each([
    ['wrapped into a list', { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Pod' }] }],
    ['in a list that says its kind', { apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'a' } }] }],
    [
      'in lists of lists',
      Array.from({ length: 20 }).reduce<object>((inner) => ({ apiVersion: 'v1', kind: 'List', items: [inner] }), {
        apiVersion: 'v1',
        kind: 'Pod',
      }),
    ],
  ])('lets a Pod not pass that is %s', async (_, document) => {
    box.write('rules/a.rego', 'package main\n\ndeny contains "a Pod" if input.kind == "Pod"\n');
    const api = 'apiVersion: admissionregistration.k8s.io/v1\n';
    box.write(
      'cel/a.yaml',
      `${api}kind: ValidatingAdmissionPolicy\nmetadata: { name: p }\nspec: { validations: [{ expression: "object.kind != 'Pod'" }] }\n---\n${api}kind: ValidatingAdmissionPolicyBinding\nmetadata: { name: b }\nspec: { policyName: p, validationActions: [Deny] }\n`,
    );
    box.write('pod.json', JSON.stringify(document));
    const asked = (policy: string) => gateIn(box, ['gate', 'adhoc', '--policy', policy, '-i', 'pod.json']);

    expect([(await asked('rules')).code, (await asked('cel')).code]).toEqual([1, 1]);
  });

  it('counts no exception of everything', async () => {
    box.write('sallyport.yaml', CONFIG);
    box.write('scan.json', scanJson({ findings: [madeFinding()] }));
    box.write('exceptions.yaml', exceptions().replace(/scope:.*/, 'scope: { }'));

    const ran = await gateIn(box, ['gate', 'merge', '-i', 'scan.json', '--json']);

    expect([ran.code, decided(ran).exceptions[0]?.state]).toEqual([1, 'refused']);
  });
});
