import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

const MODULE = `module example.com/app // comment

go 1.22.1

toolchain go1.23.4

require example.com/one v1.0.0
require (
	example.com/two/v2 v2.1.0 // indirect
	"example.com/three" v0.0.0-20200101000000-0123456789ab
	example.com/local v1.0.0
	example.com/excluded v1.5.0
)

exclude example.com/excluded v1.5.0

replace (
	example.com/one => example.com/fork v1.0.1
	example.com/two/v2 v2.0.0 => example.com/other v9.9.9
	example.com/local => ../local
)

retract [v0.1.0, v0.2.0]
`;

describe('go.mod', () => {
  it('reads what is built: replacements, exclusions and the toolchain', async () => {
    const files = {
      'go.mod': MODULE,
      'go.sum': 'example.com/fork v1.0.1 h1:abc=\nexample.com/fork v1.0.1/go.mod h1:def=\n',
    };

    const read = await readIn('go.mod', files);

    expect(lines(read.packages)).toEqual([
      'example.com/fork@v1.0.1 direct',
      'example.com/two/v2@v2.1.0 transitive',
      'example.com/three@v0.0.0-20200101000000-0123456789ab direct',
      'example.com/local@? direct',
      'example.com/excluded@? direct',
      'stdlib@1.23.4 direct',
    ]);
    expect(read.packages[0]?.integrity).toEqual(['h1:abc=']);
    expect(read.packages[3]?.resolved).toEqual({ kind: 'file', url: '../local' });
    expect(read.notes).toEqual([
      'example.com/excluded v1.5.0 is required and excluded: which version is built is not known',
    ]);
    expect(textAt(read.packages[0], files)).toBe('require example.com/one v1.0.0');
    expect(asked(read.declarations)[0]).toBe('example.com/one v1.0.1 replace in go.mod:18 -> fork@v1.0.1');
  });

  it('before Go 1.17 takes the rest from go.sum, of each module the highest version that was fetched', async () => {
    const sums = ['a v1.10.0 h1:x=', 'a v1.9.0 h1:x=', 'b v1.0.0/go.mod h1:x=', 'example.com/one v9.0.0 h1:x='];
    const files = { 'go.mod': 'module m\ngo 1.16\nrequire example.com/one v1.0.0\n', 'go.sum': sums.join('\n') };

    const read = await readIn('go.mod', files);

    expect(lines(read.packages)).toEqual(['example.com/one@v1.0.0 direct', 'a@v1.10.0 transitive']);
    expect(read.notes).toEqual([
      'which release of Go builds the module is not said, so its standard library was not looked up',
    ]);
  });

  it('says where a block is not closed', async () => {
    expect(await tryIn('go.mod', { 'go.mod': 'module m\nrequire (\n\tx.example/a v1.0.0\n' })).toBe(
      '2:1 the block "require (" is not closed',
    );
  });

  it('lets the workspace replace before the module does, and says where', async () => {
    const files = {
      'go.work': 'go 1.24.0\nuse .\nreplace x.example/a => x.example/a v1.5.0\n',
      'go.mod': 'module m\ngo 1.24.0\nrequire x.example/a v1.0.0\nreplace x.example/a => x.example/a v1.2.0\n',
    };

    const read = await readIn('go.mod', files);

    expect(lines(read.packages)[0]).toBe('x.example/a@v1.5.0 direct');
    expect(asked(read.declarations)).toEqual(['x.example/a v1.5.0 replace in go.work:3 -> a@v1.5.0']);
  });

  it('takes replacements and the toolchain of the workspace that uses it', async () => {
    const files = {
      'svc/a/go.mod': 'module a\ngo 1.21\nrequire example.com/one v1.0.0\n',
      'go.work': 'go 1.24.0\nuse (\n\t./svc/a\n)\nreplace example.com/one => example.com/fork v3.0.0\n',
    };

    expect(lines((await readIn('svc/a/go.mod', files)).packages)).toEqual([
      'example.com/fork@v3.0.0 direct',
      'stdlib@1.24.0 direct',
    ]);
    const unused = { ...files, 'go.work': files['go.work'].replace('./svc/a', './svc/b') };
    expect(lines((await readIn('svc/a/go.mod', unused)).packages)).toEqual(['example.com/one@v1.0.0 direct']);
  });

  it.each([
    ['', 'the file names no module'],
    ['{"a": 1}\n', '1:1 the line is no directive'],
    ['module m\n<<<<<<< HEAD\n', '2:1 a merge conflict is not resolved'],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('go.mod', { 'go.mod': text })).toBe(problem);
  });
});

describe('go.work', () => {
  it('names the modules that are not in the target', async () => {
    const read = await readIn('go.work', { 'go.work': 'go 1.22\nuse ./a\nuse ../b\n', 'a/go.mod': 'module a\n' });

    expect(read).toMatchObject({ packages: [], notes: ['go.work uses modules that are not in the target: ../b'] });
  });

  it('says in one line which line is none of its own', async () => {
    expect(await tryIn('go.work', { 'go.work': 'go 1.22\n%%%\n' })).toBe('2:1 the line is no directive');
  });
});
