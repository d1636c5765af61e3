import { makePackage } from '@sallyport/inventory';
import type { PackageFacts } from '@sallyport/inventory';
import { describe, expect, it } from 'vitest';

import { mustRaiseFirst, updateCommand } from './commands.ts';

function commandOf(path: string, facts: Partial<PackageFacts>, version = '2.0.0'): string | undefined {
  const whole = { ecosystem: 'npm', name: 'left', version: '1.0.0', location: { path }, ...facts };
  return updateCommand(makePackage(whole), version);
}

describe('updateCommand', () => {
  it.each<[string, string, Partial<PackageFacts>, string | undefined]>([
    ['the root', 'package-lock.json', { relation: 'direct', workspace: '.' }, 'npm install left@2.0.0'],
    ['a member', 'package-lock.json', { workspace: 'packages/web' }, 'npm install -w packages/web left@2.0.0'],
    ['a member below', 'app/package-lock.json', { workspace: 'app/web' }, 'npm install -w web left@2.0.0'],
    [
      'an alias',
      'package-lock.json',
      { declared: { range: 'npm:left@1.0.0', name: 'old' } },
      'npm install old@npm:left@2.0.0',
    ],
    ['what another brings', 'package-lock.json', { relation: 'transitive' }, 'npm update left'],
    ['yarn 1', 'yarn.lock', { integrity: ['sha512-aa'], resolved: { kind: 'registry' } }, 'yarn upgrade left@2.0.0'],
    ['later yarns', 'yarn.lock', { integrity: ['sha512:aa'] }, 'yarn up left@2.0.0'],
    ['pnpm in a member', 'pnpm-lock.yaml', { workspace: 'web' }, 'pnpm --filter ./web update left@2.0.0'],
    ['poetry', 'poetry.lock', { ecosystem: 'PyPI', declared: { range: '^1.0 || ^2.0' } }, 'poetry update left'],
    ['poetry, raised', 'poetry.lock', { ecosystem: 'PyPI', declared: { range: '^1.0' } }, 'poetry add left@^2.0.0'],
    ['poetry, brought', 'poetry.lock', { ecosystem: 'PyPI', relation: 'transitive' }, 'poetry update left'],
    ['pipenv', 'Pipfile.lock', { ecosystem: 'PyPI', dev: true }, 'pipenv update --dev left'],
    [
      'pipenv, out of range',
      'Pipfile.lock',
      { ecosystem: 'PyPI', declared: { range: '<2', group: 'packages' } },
      'pipenv install left==2.0.0',
    ],
    [
      'pipenv, brought',
      'Pipfile.lock',
      { ecosystem: 'PyPI', dev: true, relation: 'transitive' },
      'pipenv update --dev left',
    ],
    ['cargo', 'Cargo.lock', { ecosystem: 'crates.io' }, 'cargo update -p left@1.0.0 --precise 2.0.0'],
    ['Go', 'go.mod', { ecosystem: 'Go', name: 'm.example/a' }, 'go get m.example/a@v2.0.0 && go mod tidy'],
    [
      'Go, replaced',
      'go.mod',
      { ecosystem: 'Go', name: 'm.example/fork', declared: { range: 'v1', group: 'replace', name: 'm.example/a' } },
      'go mod edit -replace m.example/a=m.example/fork@v2.0.0 && go mod tidy',
    ],
    ['no plain name', 'package-lock.json', { name: '-g $(id)' }, undefined],
    ['no plain member', 'package-lock.json', { workspace: 'a;b' }, undefined],
  ])('moves %s', (_what, path, facts, command) => {
    expect(commandOf(path, facts)).toBe(command);
  });

  it('keeps one v before versions of Go', () => {
    expect(commandOf('go.mod', { ecosystem: 'Go', name: 'm.example/a' }, 'v2.0.0')).toBe(
      'go get m.example/a@v2.0.0 && go mod tidy',
    );
  });
});

describe('mustRaiseFirst', () => {
  it('says where the command keeps to a range that leaves the version out', () => {
    const crate = makePackage({ ecosystem: 'crates.io', name: 'a', version: '0.6.9', declared: { range: '0.6' } });
    const inNpm = makePackage({ ecosystem: 'npm', name: 'a', version: '0.6.9', declared: { range: '^0.6' } });

    expect([mustRaiseFirst(crate, '0.6.14'), mustRaiseFirst(crate, '1.6.1'), mustRaiseFirst(inNpm, '1.6.1')]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
