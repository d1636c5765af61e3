import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

describe('requirements.txt', () => {
  it('gives pinned versions, and says which ones are open', async () => {
    const text = [
      '# comment',
      'Flask==2.0.0  # why',
      'a.b[extra1,extra2] == 1.0 ; python_version < "3.9"',
      'open>=1,<2',
      'bare',
      'star==1.*',
      'exact===1.0+local',
      '--index-url https://user:pw@pypi.example/simple',
    ].join('\r\n');

    const read = await readIn('requirements.txt', { 'requirements.txt': text });

    expect(lines(read.packages)).toEqual([
      'Flask@2.0.0 direct',
      'a.b@1.0 direct',
      'open@? direct',
      'bare@? direct',
      'star@? direct',
      'exact@1.0+local direct',
    ]);
    expect(textAt(read.packages[1], { 'requirements.txt': text })).toBe(
      'a.b[extra1,extra2] == 1.0 ; python_version < "3.9"',
    );
    expect(read.packages[0]?.resolved).toEqual({ kind: 'registry', url: 'https://pypi.example/simple' });
    expect(read.notes).toEqual([
      'requirements.txt: 3 of 6 requirements are not pinned, so their versions are not known: open, bare, star',
    ]);
  });

  it('reads hashes over several lines, addresses, editable packages and wheels', async () => {
    const text = `a==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
b @ git+https://host.example/b.git@0123456789abcdef
-e git+ssh://git@host.example/c.git#egg=c
https://files.example/d-2.0-py3-none-any.whl
-e ./local
`;

    const read = await readIn('requirements.txt', { 'requirements.txt': text });

    expect(lines(read.packages)).toEqual(['a@1.0 direct', 'b@? direct', 'c@? direct', 'd@2.0 direct']);
    expect(read.packages[0]).toMatchObject({
      integrity: ['sha256:aa', 'sha256:bb'],
      location: { range: { end: { line: 3 } } },
    });
    expect(read.packages.slice(1).map(({ resolved }) => resolved)).toEqual([
      { kind: 'git', url: 'git+https://host.example/b.git@0123456789abcdef', revision: '0123456789abcdef' },
      { kind: 'git', url: 'git+ssh://host.example/c.git#egg=c' },
      { kind: 'url', url: 'https://files.example/d-2.0-py3-none-any.whl' },
    ]);
  });

  it('follows what it includes, within the target and once', async () => {
    const files = {
      'app/requirements-dev.txt': '-r base/common.pip\n-c pins.txt\n--requirement=../../outside.txt\nlocal\n',
      'app/base/common.pip': '-r ../requirements-dev.txt\ncommon==1.0\n',
      'app/pins.txt': 'local==3.0\nother==4.0\n',
      'outside.txt': 'x==1\n',
    };

    const read = await readIn('app/requirements-dev.txt', files);

    expect(lines(read.packages)).toEqual(['common@1.0 direct', 'local@3.0 direct dev']);
    expect(read.packages[0]?.location?.path).toBe('app/base/common.pip');
    expect(read.notes).toEqual(['app/requirements-dev.txt includes ../../outside.txt, which is not in the target']);
  });

  it('leaves an included file that is read for itself', async () => {
    const files = { 'requirements-dev.txt': '-r requirements.txt\nt==1\n', 'requirements.txt': 'a==1\n' };

    expect(lines((await readIn('requirements-dev.txt', files)).packages)).toEqual(['t@1 direct dev']);
  });

  it('takes from what pip-compile wrote who brought what', async () => {
    const text = `flask==2.0.0
    # via -r requirements.in
jinja2==3.0.0
    # via
    #   flask
    #   other
markupsafe==2.0.0  # via jinja2
`;

    const read = await readIn('requirements.txt', { 'requirements.txt': text });

    expect(lines(read.packages)).toEqual([
      'flask@2.0.0 direct',
      'jinja2@3.0.0 transitive < flask@2.0.0',
      'markupsafe@2.0.0 transitive < flask@2.0.0 < jinja2@3.0.0',
    ]);
    expect(asked(read.declarations)).toEqual(['flask ==2.0.0 requirements.txt in requirements.txt:1 -> flask@2.0.0']);
  });

  it('leaves requirements.in to the file that was compiled from it, and knows files by their folder', async () => {
    const files = { 'requirements.in': 'flask', 'requirements.txt': 'flask==1', 'requirements/base.txt': 'x==1' };

    expect(await readIn('requirements.in', files)).toMatchObject({ lockedBy: 'requirements.txt' });
    expect(lines((await readIn('requirements/base.txt', files)).packages)).toEqual(['x@1 direct']);
  });

  it.each([
    [`a==1\n${'x'.repeat(70_000)}\n`, '2:1 the line is longer than 65536 characters'],
    ['a==1\n<<<<<<< HEAD\nb==1\n=======\nb==2\n>>>>>>> x\n', '2:1 a merge conflict is not resolved'],
  ])('says in one line why it cannot read %#', async (text, problem) => {
    expect(await tryIn('requirements.txt', { 'requirements.txt': text })).toBe(problem);
  });

  it('says which line names no package', async () => {
    const read = await readIn('requirements.txt', { 'requirements.txt': 'a==1\n./somewhere\n%%%\n' });

    expect(read.notes).toEqual([
      'requirements.txt:2 names no package that is known: ./somewhere',
      'requirements.txt:3 names no package that is known: %%%',
    ]);
  });
});
