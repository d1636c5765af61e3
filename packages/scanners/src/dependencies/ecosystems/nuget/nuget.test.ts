import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

describe('packages.lock.json', () => {
  const LOCK = {
    version: 2,
    dependencies: {
      'net6.0': {
        A: {
          type: 'Direct',
          requested: '[1.0.0, )',
          resolved: '1.0.0',
          contentHash: 'aa==',
          dependencies: { b: '2.0.0' },
        },
        B: { type: 'Transitive', resolved: '2.0.0' },
        lib: { type: 'Project', dependencies: { C: '3.0.0' } },
      },
      'net8.0': {
        A: { type: 'Direct', requested: '[1.0.0, )', resolved: '1.0.0', dependencies: { B: '3.0.0' } },
        B: { type: 'CentralTransitive', requested: '[3.0.0, )', resolved: '3.0.0' },
      },
    },
  };

  it('counts once what frameworks share, and keeps apart what they do not', async () => {
    const read = await readIn('packages.lock.json', { 'packages.lock.json': JSON.stringify(LOCK, null, 2) });

    expect(lines(read.packages)).toEqual([
      'A@1.0.0 direct',
      'B@2.0.0 transitive < A@1.0.0',
      'B@3.0.0 transitive < A@1.0.0',
    ]);
    expect(read.packages[0]?.integrity).toEqual(['sha512-aa==']);
    expect(asked(read.declarations)).toEqual(['A [1.0.0, ) PackageReference in packages.lock.json:5 -> A@1.0.0']);
  });

  it.each([
    ['{}', 'the file has no "dependencies"'],
    ['{"dependencies":', '1:17 JSON: the text ends where a value is expected'],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('packages.lock.json', { 'packages.lock.json': text })).toBe(problem);
  });
});

describe('deps.json', () => {
  it('reads libraries and, per framework, what needs what', async () => {
    const text = JSON.stringify({
      targets: {
        '.NETCoreApp,Version=v6.0': {
          'App/1.0.0': { dependencies: { A: '1.0.0' } },
          'A/1.0.0': { dependencies: { B: '2.0.0' } },
        },
      },
      libraries: {
        'App/1.0.0': { type: 'project' },
        'A/1.0.0': { type: 'package', sha512: 'sha512-aa==' },
        'B/2.0.0': { type: 'package' },
      },
    });

    const read = await readIn('app.deps.json', { 'app.deps.json': text });

    expect(lines(read.packages)).toEqual(['A@1.0.0 direct', 'B@2.0.0 transitive < A@1.0.0']);
  });

  it('says in one line that it has no libraries', async () => {
    expect(await tryIn('app.deps.json', { 'app.deps.json': '{}' })).toBe('the file has no "libraries"');
  });
});

describe('packages.config', () => {
  it('reads packages, asked for or brought along alike', async () => {
    const text =
      '\uFEFF<?xml version="1.0"?>\n<packages>\n  <package id="A" version="1.0.0" targetFramework="net48" />\n  <package id="B" version="2.0" developmentDependency="true" />\n</packages>\n';

    const read = await readIn('packages.config', { 'packages.config': text });

    expect(lines(read.packages)).toEqual(['A@1.0.0 unknown', 'B@2.0 unknown dev']);
    expect(read.packages[0]?.location?.range?.start).toMatchObject({ line: 3, column: 3 });
  });

  it.each([
    ['<configuration/>', /^the file holds no <packages>$/],
    ['<packages><package', /^1:\d+ XML/],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('packages.config', { 'packages.config': text })).toMatch(problem);
  });
});

const CENTRAL = `<Project>
  <PropertyGroup><BVersion>2.5.0</BVersion></PropertyGroup>
  <ItemGroup>
    <PackageVersion Include="A" Version="1.0.0" />
    <PackageVersion Include="B" Version="$(BVersion)" />
    <PackageVersion Include="Unused" Version="9.0.0" />
  </ItemGroup>
</Project>
`;

const PROJECT = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><Own>4.0.0</Own></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="a" />
    <PackageReference Include="B"><PrivateAssets>all</PrivateAssets></PackageReference>
    <PackageReference Include="C" Version="$(Own)" />
  </ItemGroup>
  <ItemGroup Condition="'$(X)' == '1'">
    <PackageReference Include="D" Version="1.*" />
    <PackageReference Include="E"><Version>[2.0.0]</Version></PackageReference>
    <PackageReference Include="F" Version="(,3.0)" />
    <PackageReference Include="G" Version="$(Shared)" />
    <PackageReference Include="H" Version="$(Nowhere)" />
  </ItemGroup>
</Project>
`;

describe('Directory.Packages.props', () => {
  it('alone is all there is', async () => {
    const read = await readIn('Directory.Packages.props', { 'Directory.Packages.props': CENTRAL });

    expect(lines(read.packages)).toEqual(['A@1.0.0 direct', 'B@2.5.0 direct', 'Unused@9.0.0 direct']);
  });

  it('leaves it to the projects below it', async () => {
    const files = { 'Directory.Packages.props': CENTRAL, 'src/app.csproj': PROJECT };

    expect((await readIn('Directory.Packages.props', files)).packages).toEqual([]);
  });

  it('says in one line what it is not', async () => {
    expect(await tryIn('Directory.Packages.props', { 'Directory.Packages.props': '<a/>' })).toBe(
      'the file holds no <Project>',
    );
  });
});

describe('csproj', () => {
  it('reads references with versions of its own, of the central list and of properties', async () => {
    const files = {
      'src/app.csproj': PROJECT,
      'Directory.Packages.props': CENTRAL,
      'Directory.Build.props': '<Project><PropertyGroup><Shared>7.0.0</Shared></PropertyGroup></Project>',
    };

    const read = await readIn('src/app.csproj', files);

    expect(lines(read.packages)).toEqual([
      'A@1.0.0 direct',
      'B@2.5.0 direct dev',
      'C@4.0.0 direct',
      'D@? direct',
      'E@2.0.0 direct',
      'F@? direct',
      'G@7.0.0 direct',
      'H@? direct',
    ]);
    expect(textAt(read.declarations[1], files)).toContain('<PackageVersion Include="B"');
    expect(read.notes[0]).toMatch(
      /^src\/app\.csproj has no lock file: the versions of 3 of 8 packages are not known \(D, F, H\)/,
    );
  });

  it.each(['packages.lock.json', 'packages.config'])('is left to %s', async (lock) => {
    expect(await readIn('app.csproj', { 'app.csproj': PROJECT, [lock]: '' })).toMatchObject({ lockedBy: lock });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('app.fsproj', { 'app.fsproj': '<Project><ItemGroup></Project>' })).toMatch(/^1:\d+ XML/);
  });
});
