import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

function pom(body: string, artifactId = 'app'): string {
  return `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>org.example</groupId>
  <artifactId>${artifactId}</artifactId>
  <version>1.0</version>
${body}
</project>
`;
}

function dependency(name: string, version = '', more = ''): string {
  const [group, artifact] = name.split(':');
  const written = version === '' ? '' : `<version>${version}</version>`;
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>${written}${more}</dependency>`;
}

describe('pom.xml', () => {
  it('takes versions from itself, its properties and its management', async () => {
    const text = pom(`
<properties><a.version>1.\${minor}</a.version><minor>2</minor></properties>
<dependencyManagement><dependencies>
  ${dependency('g:b', '2.0', '<scope>test</scope>')}
</dependencies></dependencyManagement>
<dependencies>
  ${dependency('g:a', '${a.version}')}
  ${dependency('g:b')}
  ${dependency('${project.groupId}:c', '${project.version}', '<optional>true</optional>')}
  ${dependency('g:exact', '[3.0]')}
</dependencies>
<profiles><profile><id>p</id><dependencies>${dependency('g:d', '4')}</dependencies></profile></profiles>`);

    const read = await readIn('pom.xml', { 'pom.xml': text });

    expect(lines(read.packages)).toEqual([
      'g:a@1.2 direct',
      'g:b@2.0 direct dev',
      'org.example:c@1.0 direct optional',
      'g:exact@3.0 direct',
      'g:d@4 direct optional',
    ]);
    expect(textAt(read.packages[0], { 'pom.xml': text })).toContain('<artifactId>a</artifactId>');
    expect(textAt(read.declarations[1], { 'pom.xml': text })).toContain('<scope>test</scope>');
    expect(read.notes).toEqual(['pom.xml: what its dependencies bring along is not known without a resolved tree']);
  });

  it('says of each version that it does not know why', async () => {
    const text = pom(`
<parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>9</version></parent>
<properties><x>\${y}</x><y>\${x}</y></properties>
<dependencies>
  ${dependency('g:a', '${nowhere}')}
  ${dependency('g:b')}
  ${dependency('g:c', '[1,2)')}
  ${dependency('g:circle', '${x}')}
</dependencies>`);

    const read = await readIn('pom.xml', { 'pom.xml': text });

    expect(lines(read.packages)).toEqual(['g:a@? direct', 'g:b@? direct', 'g:c@? direct', 'g:circle@? direct']);
    expect(read.notes[0]).toBe(
      'pom.xml: the versions of 4 of 4 dependencies are not known: g:a (the property nowhere has no value); g:b (managed by org.example:parent:9, not in the target); g:c (any version in [1,2)); g:circle (the property x has no value); what its dependencies bring along is not known without a resolved tree',
    );
  });

  it('takes what parents and imported lists in the target manage, the nearest one counting', async () => {
    const parent = pom(
      `<properties><v>1</v><w>1</w></properties>
<dependencyManagement><dependencies>
  ${dependency('g:a', '${v}')}
  ${dependency('org.example:bom', '1.0', '<type>pom</type><scope>import</scope>')}
  ${dependency('org.else:bom', '1', '<type>pom</type><scope>import</scope>')}
</dependencies></dependencyManagement>
<dependencies>${dependency('g:inherited', '${w}')}</dependencies>`,
      'parent',
    );
    const bom = pom(
      `<dependencyManagement><dependencies>${dependency('g:b', '5')}${dependency('g:a', '99')}</dependencies></dependencyManagement>`,
      'bom',
    );
    const child = `<project><parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>1.0</version>
<relativePath>../parent</relativePath></parent><artifactId>child</artifactId>
<properties><v>2</v></properties>
<dependencies>${dependency('g:a')}${dependency('g:b')}${dependency('g:c')}</dependencies></project>`;

    const read = await readIn('child/pom.xml', {
      'child/pom.xml': child,
      'parent/pom.xml': parent,
      'bom/pom.xml': bom,
    });

    expect(lines(read.packages)).toEqual(['g:a@2 direct', 'g:b@5 direct', 'g:c@? direct']);
    expect(asked(read.declarations)[1]).toBe('g:b 5 compile in bom/pom.xml:6 -> b@5');
    expect(read.notes[0]).toContain('g:c (managed by org.else:bom:1, not in the target)');
  });

  it('takes a parent only where it is the one that is named, and ends where parents go in circles', async () => {
    const one = `<project><parent><groupId>g</groupId><artifactId>two</artifactId><version>1</version><relativePath>../two/pom.xml</relativePath></parent>
<groupId>g</groupId><artifactId>one</artifactId><dependencies>${dependency('g:a', '${v}')}</dependencies></project>`;
    const two = one
      .replaceAll('two', 'x')
      .replaceAll('one', 'two')
      .replaceAll('x', 'one')
      .replace('<dependencies>', '<properties><v>7</v></properties><dependencies>');

    expect(lines((await readIn('one/pom.xml', { 'one/pom.xml': one, 'two/pom.xml': two })).packages)).toEqual([
      'g:a@7 direct',
    ]);
    expect(
      lines(
        (
          await readIn('one/pom.xml', {
            'one/pom.xml': one,
            'two/pom.xml': two.replace('<artifactId>two', '<artifactId>other'),
          })
        ).packages,
      ),
    ).toEqual(['g:a@? direct']);
  });

  it('does not let properties grow without end', async () => {
    const properties = Array.from(
      { length: 30 },
      (_, index) => `<p${index}>\${p${index + 1}}\${p${index + 1}}\${p${index + 1}}</p${index}>`,
    );
    const text = pom(
      `<properties>${properties.join('')}<p30>x</p30></properties><dependencies>${dependency('g:a', '${p0}')}</dependencies>`,
    );

    expect(lines((await readIn('pom.xml', { 'pom.xml': text })).packages)).toEqual(['g:a@? direct']);
  });

  it.each([
    ['<project><dependencies></project>', /^1:\d+ .*XML/],
    ['<settings/>', /^the file holds no <project>$/],
    ['<!DOCTYPE x [<!ENTITY a "b">]><project>&a;', /XML/],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('pom.xml', { 'pom.xml': text })).toMatch(problem);
  });
});

describe('gradle.lockfile', () => {
  it('reads modules with their configurations, in both forms', async () => {
    const text =
      '# comment\ng:a:1.0=compileClasspath,runtimeClasspath\ng:t:2.0=testCompileClasspath\nempty=annotationProcessor\n';

    expect(lines((await readIn('gradle.lockfile', { 'gradle.lockfile': text })).packages)).toEqual([
      'g:a@1.0 unknown',
      'g:t@2.0 unknown dev',
    ]);
    const old = { 'gradle/dependency-locks/compileClasspath.lockfile': 'g:a:1.0\n' };
    expect(lines((await readIn('gradle/dependency-locks/compileClasspath.lockfile', old)).packages)).toEqual([
      'g:a@1.0 unknown',
    ]);
    const build = { 'buildscript-gradle.lockfile': 'g:p:1.0=classpath\n' };
    expect(lines((await readIn('buildscript-gradle.lockfile', build)).packages)).toEqual(['g:p@1.0 unknown dev']);
  });

  it('says in one line which line it cannot read', async () => {
    expect(await tryIn('gradle.lockfile', { 'gradle.lockfile': 'g:a:1=x\nnonsense\n' })).toBe(
      '2:1 the line is no module with its configurations',
    );
  });
});

describe('libs.versions.toml', () => {
  const TEXT = `[versions]
a = "1.0"
strict = { strictly = "[1,2)", prefer = "1.5" }

[libraries]
short = "g:short:3.0"
byref = { module = "g:a", version.ref = "a" }
parts = { group = "g", name = "parts", version = { strictly = "2.0" } }
range = { module = "g:range", version.ref = "strict" }
bom = { module = "g:bom" }

[plugins]
kotlin = { id = "org.example.kotlin", version.ref = "a" }
`;

  it('names what a build may take', async () => {
    const read = await readIn('gradle/libs.versions.toml', { 'gradle/libs.versions.toml': TEXT });

    expect(lines(read.packages)).toEqual([
      'g:short@3.0 direct',
      'g:a@1.0 direct',
      'g:parts@2.0 direct',
      'g:range@? direct',
      'g:bom@? direct',
      'org.example.kotlin:org.example.kotlin.gradle.plugin@1.0 direct dev',
    ]);
    expect(read.notes[0]).toBe(
      'gradle/libs.versions.toml is a catalogue: which of its libraries a build takes is not known',
    );
  });

  it('is left to the lock file of the build', async () => {
    const files = { 'gradle/libs.versions.toml': TEXT, 'gradle.lockfile': '' };

    expect(await readIn('gradle/libs.versions.toml', files)).toMatchObject({ lockedBy: 'gradle.lockfile' });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('libs.versions.toml', { 'libs.versions.toml': '[libraries\n' })).toMatch(/^1:\d+ /);
  });
});

describe('build.sbt.lock', () => {
  it('reads modules, configurations and digests', async () => {
    const dependencies = [
      { org: 'g', name: 'a', version: '1.0', configurations: ['compile', 'test'], artifacts: [{ hash: 'sha1:aa' }] },
      { org: 'g', name: 't', version: '2.0', configurations: ['test'] },
    ];

    const read = await readIn('build.sbt.lock', { 'build.sbt.lock': JSON.stringify({ dependencies }) });

    expect(lines(read.packages)).toEqual(['g:a@1.0 unknown', 'g:t@2.0 unknown dev']);
    expect(read.packages[0]?.integrity).toEqual(['sha1:aa']);
  });

  it.each([
    ['{}', 'the file has no list of dependencies'],
    ['{"dependencies": [', '1:19 JSON: the text ends where a value is expected'],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('build.sbt.lock', { 'build.sbt.lock': text })).toBe(problem);
  });
});
