import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, tryIn } from '../../testing.ts';

const LOCK = `GIT
  remote: https://user:pw@host.example/fork.git
  revision: 0123456789abcdef
  specs:
    fork (1.0)

PATH
  remote: .
  specs:
    app (0.1.0)
      rack (>= 2)

GEM
  remote: https://gems.example/
  specs:
    nokogiri (1.15.0)
      racc (~> 1.4)
    nokogiri (1.15.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.7.0)
    rack (2.2.0)
    rspec (3.0.0)
      rspec-core (~> 3.0)
    rspec-core (3.0.1)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  app!
  fork!
  missing (~> 9)
  nokogiri (~> 1.15)
  rspec

CHECKSUMS
  rack (2.2.0) sha256=aa

BUNDLED WITH
   2.5.0
`;

const GEMFILE = `source "https://gems.example"
gemspec
gem "nokogiri", "~> 1.15" # why
gem 'fork', git: 'https://host.example/fork.git'
group :development, :test do
  gem "rspec"
end
gem "missing", "~> 9", ">= 9.1"
gem "inline", group: :test
`;

describe('Gemfile.lock', () => {
  it('reads gems once for all platforms, with what brings them', async () => {
    const read = await readIn('Gemfile.lock', { 'Gemfile.lock': LOCK, Gemfile: GEMFILE });

    expect(lines(read.packages)).toEqual([
      'fork@1.0 direct',
      'nokogiri@1.15.0 direct',
      'racc@1.7.0 transitive < nokogiri@1.15.0',
      'rack@2.2.0 direct',
      'rspec@3.0.0 direct dev',
      'rspec-core@3.0.1 transitive dev < rspec@3.0.0',
    ]);
    expect(read.packages[0]?.resolved).toEqual({
      kind: 'git',
      url: 'https://host.example/fork.git',
      revision: '0123456789abcdef',
    });
    expect(read.packages[3]).toMatchObject({
      integrity: ['sha256:aa'],
      resolved: { kind: 'registry', url: 'https://gems.example/' },
    });
    expect(asked(read.declarations)).toEqual([
      'fork  default in Gemfile:4 -> fork@1.0',
      'missing ~> 9 default in Gemfile:8 -> nothing',
      'nokogiri ~> 1.15 default in Gemfile:3 -> nokogiri@1.15.0',
      'rspec  development, test in Gemfile:6 -> rspec@3.0.0',
    ]);
  });

  it('does without the Gemfile', async () => {
    const read = await readIn('gems.locked', { 'gems.locked': LOCK });

    expect(read.packages.some(({ dev }) => dev)).toBe(false);
    expect(asked(read.declarations)[2]).toBe('nokogiri ~> 1.15 default in gems.locked:34 -> nokogiri@1.15.0');
  });

  it.each([
    ['some text', 'the file has none of the sections of a lock file'],
    ['GEM\n<<<<<<< HEAD\n', '2:1 a merge conflict is not resolved'],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('Gemfile.lock', { 'Gemfile.lock': text })).toBe(problem);
  });
});

describe('Gemfile', () => {
  it('without a lock file names what its plain lines ask for, and that it is not run', async () => {
    const read = await readIn('Gemfile', { Gemfile: GEMFILE });

    expect(lines(read.packages)).toEqual([
      'nokogiri@? direct',
      'fork@? direct',
      'rspec@? direct dev',
      'missing@? direct',
      'inline@? direct dev',
    ]);
    expect(read.declarations[3]?.range).toBe('~> 9, >= 9.1');
    expect(read.notes[0]).toMatch(/^Gemfile is Ruby code and is not run/);
  });

  it('is left to its lock file', async () => {
    expect(await readIn('Gemfile', { Gemfile: GEMFILE, 'Gemfile.lock': '' })).toMatchObject({
      lockedBy: 'Gemfile.lock',
    });
  });

  it('says in one line that a merge is not resolved', async () => {
    expect(await tryIn('Gemfile', { Gemfile: '<<<<<<< HEAD\n' })).toBe('1:1 a merge conflict is not resolved');
  });
});

describe('gemspec', () => {
  it('names what its plain lines add', async () => {
    const text = `Gem::Specification.new do |s|
  s.add_dependency "rack", ">= 2", "< 4"
  s.add_runtime_dependency(%q<other>.freeze, [">= 0"])
  s.add_development_dependency 'rspec', '= 3.0.0'
end
`;

    const read = await readIn('app.gemspec', { 'app.gemspec': text });

    expect(lines(read.packages)).toEqual(['rack@? direct', 'rspec@3.0.0 direct dev']);
    expect(read.declarations[0]?.range).toBe('>= 2, < 4');
  });

  it('says in one line that a merge is not resolved', async () => {
    expect(await tryIn('a.gemspec', { 'a.gemspec': '<<<<<<< HEAD\n' })).toBe('1:1 a merge conflict is not resolved');
  });
});
