import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

const LOCK = `%{
  # comment
  "fork": {:git, "https://host.example/fork.git", "0123456789abcdef", [branch: "main"]},
  "jason": {:hex, :jason, "1.4.0", "inner", [:mix], [{:decimal, "~> 1.0 or ~> 2.0", [hex: :decimal, repo: "hexpm", optional: true]}], "hexpm", "outer"},
  "decimal": {:hex, :decimal, "2.0.0", "in\\"ner", [:mix], [], "hexpm", "outer"},
  "alias" => {:hex, :real, "3.0.0", "x", [:rebar3], [], "own", "y"},
}
`;

const MANIFEST = `defmodule App.MixProject do
  defp deps do
    [
      {:jason, "~> 1.4"},
      {:gone, ">= 0.0.0"},
      # {:commented, "1"},
      {:fork, git: "https://host.example/fork.git", only: [:dev, :test]}
    ]
  end
end
`;

describe('mix.lock', () => {
  it('reads the literal, with what plain lines of the manifest ask for', async () => {
    const files = { 'mix.lock': LOCK, 'mix.exs': MANIFEST };

    const read = await readIn('mix.lock', files);

    expect(lines(read.packages)).toEqual([
      'fork@? direct dev',
      'jason@1.4.0 direct',
      'decimal@2.0.0 transitive < jason@1.4.0',
      'real@3.0.0 transitive',
    ]);
    expect(read.packages[0]?.resolved).toEqual({
      kind: 'git',
      url: 'https://host.example/fork.git',
      revision: '0123456789abcdef',
    });
    expect(read.packages[1]?.integrity).toEqual(['sha256:outer', 'sha256:inner']);
    expect(textAt(read.packages[0], files)).toMatch(/^"fork": \{.*\}$/);
    expect(asked(read.declarations)).toEqual([
      'jason ~> 1.4 deps in mix.exs:4 -> jason@1.4.0',
      'gone >= 0.0.0 deps in mix.exs:5 -> nothing',
      'fork  [:dev, :test] in mix.exs:7 -> fork',
    ]);
  });

  it.each([
    ['%{"a": {:hex', 'the file is no literal of Elixir'],
    ['%{}}', 'a bracket is closed that was not opened'],
    ['%{"a" => System.halt()}', 'the file is no literal of Elixir'],
    [`${'['.repeat(40)}`, 'collections lie more than 32 within each other'],
    ['%{\n<<<<<<< HEAD\n}', '2:1 a merge conflict is not resolved'],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('mix.lock', { 'mix.lock': text })).toBe(problem);
  });
});

describe('mix.exs', () => {
  it('without a lock file names what its plain lines ask for', async () => {
    const read = await readIn('mix.exs', { 'mix.exs': MANIFEST });

    expect(lines(read.packages)).toEqual(['jason@? direct', 'gone@? direct', 'fork@? direct dev']);
    expect(read.notes[0]).toMatch(/^mix\.exs is Elixir code and is not run/);
  });

  it('is left to its lock file', async () => {
    expect(await readIn('mix.exs', { 'mix.exs': MANIFEST, 'mix.lock': '%{}' })).toMatchObject({ lockedBy: 'mix.lock' });
  });

  it('says in one line that a merge is not resolved', async () => {
    expect(await tryIn('mix.exs', { 'mix.exs': '<<<<<<< HEAD\n' })).toBe('1:1 a merge conflict is not resolved');
  });
});
