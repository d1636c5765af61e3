import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAs, toValue } from '@sallyport/documents';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

import { command as scan } from '../commands/scan.ts';
import { parseArguments } from '../parse.ts';
import type { PipelinePlan } from './pipeline.ts';
import { platforms } from './platforms/list.ts';

const plans: readonly (readonly [string, PipelinePlan])[] = [
  ['without a gate', { version: '1.2.3', branch: 'main', gate: undefined }],
  ['with a gate', { version: '1.2.3', branch: 'release/2.x', gate: 'merge' }],
];

const SCHEMAS: Readonly<Record<string, string>> = {
  gitlab: 'gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json',
  cloudbuild: 'cloudbuild.json',
  azure: 'raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json',
};

/** What the platform's own schema or parser says against a pipeline. */
async function problemsWith(id: string, text: string): Promise<readonly string[]> {
  if (id === 'github') return problemsOfGitHub(text);
  const path = createRequire(import.meta.url).resolve(`schemastore/schemas/json/${SCHEMAS[id]}`);
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  const parsed = await parseAs('yaml', text);
  const [root] = parsed.ok ? parsed.documents : [];
  const document = root === undefined ? undefined : toValue(root);
  return validate(document) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

async function problemsOfGitHub(text: string): Promise<readonly string[]> {
  const { value, context } = parseWorkflow({ name: 'sallyport.yml', content: text }, new NoOperationTraceWriter());
  if (value === undefined) return context.errors.getErrors().map(String);
  await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

async function write(id: string, plan: PipelinePlan): Promise<string> {
  const listing = platforms.find((one) => one.id === id);
  if (listing === undefined) throw new Error(`no platform ${id}`);
  return (await listing.load()).platform.write(plan);
}

describe.each(['github', 'gitlab', 'cloudbuild', 'azure'])('the pipeline for %s', (id) => {
  it('is refused once it is broken', async () => {
    const broken = (await write(id, plans[0]?.[1] ?? { version: '1', branch: 'main', gate: undefined }))
      .replace(/^jobs:/m, 'jobz:')
      .replace(/^steps:/m, 'stepz:')
      .replace(/stage: test/, 'stage: [1]');

    expect(await problemsWith(id, broken)).not.toEqual([]);
  });

  it.each(plans)('is valid by the platform, %s', async (_, plan) => {
    expect(await problemsWith(id, await write(id, plan))).toEqual([]);
  });
});

describe('the pipeline for github', () => {
  const written = () => write('github', { version: '1.2.3', branch: 'release/2.x', gate: 'merge' });

  it('judges by the head of the branch that it goes onto, and not by the base of the event', async () => {
    const text = await written();

    expect(text).toContain('BASE: origin/release/2.x\n');
    expect(text).toContain('--new-since "$BASE" --gate merge --base "$BASE"');
    expect(text).not.toContain('base.sha');
  });

  it('judges only changes onto that branch, and anew when a change is turned to it', async () => {
    expect(await written()).toMatch(
      /pull_request:\n(?: {4}#.*\n)* {4}branches: \[release\/2\.x\]\n {4}types: \[opened, synchronize, reopened, edited\]\n/,
    );
  });
});

describe('the pipeline for gitlab', () => {
  it('judges by the head of the target branch, fetched before, and not by the merge base', async () => {
    const text = await write('gitlab', { version: '1.2.3', branch: 'main', gate: 'merge' });

    const target = '$CI_MERGE_REQUEST_TARGET_BRANCH_NAME';
    const fetched = text.indexOf(`git fetch --quiet origin "+refs/heads/${target}:refs/remotes/origin/${target}"`);
    const judged = text.indexOf(`--new-since "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --gate merge --base "origin/${target}"`);
    expect(fetched).toBeGreaterThan(0);
    expect(judged).toBeGreaterThan(fetched);
  });

  it('fetches nothing where no gate asks for it', async () => {
    expect(await write('gitlab', { version: '1.2.3', branch: 'main', gate: undefined })).not.toContain('git fetch');
  });
});

describe.each(platforms)('the commands in the pipeline for $id', ({ id }) => {
  it.each(plans)('are known to the command line, %s', async (_, plan) => {
    const text = await write(id, plan);
    const lines = [...text.matchAll(/npx --yes sallyport@1\.2\.3 scan (?<words>[^'\n]*)/g)];

    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const words = (line.groups?.['words'] ?? '').trim().split(' ');
      expect(() => parseArguments('scan', scan, words, {})).not.toThrow();
    }
  });

  it('says of every tag that is not pinned that it is not', async () => {
    const text = await write(id, { version: '1.2.3', branch: 'main', gate: undefined });
    const used = text
      .split('\n')
      .filter((line) => /^\s*(?:- )?(?:uses|image|name): \S+[@:]\S+|docker \{ image/.test(line));

    for (const line of used) expect(line).toMatch(/@[0-9a-f]{40} # v\d|not pinned/);
  });
});
