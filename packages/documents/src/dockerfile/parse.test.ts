import { DEFAULT_LIMITS } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toValue } from '../to-value.ts';
import { dockerfileToDocument } from './document.ts';
import { parseDockerfile } from './parse.ts';

function read(text: string) {
  const result = parseDockerfile(text);
  if (!result.ok) throw new Error(result.error.message);
  const { file } = result;
  const at = ({ start, end }: { start: number; end: number }) => {
    const range = file.source.rangeOf(start, end);
    return `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`;
  };
  return { file, at, last: file.instructions.at(-1) };
}

describe('parseDockerfile', () => {
  it.each([
    ['', 'the file holds no instruction'],
    ['FROM a\nRUNN x', '2:1-2:5 there is no instruction RUNN'],
    ['FROM', '1:1-1:5 FROM has no argument'],
    ['RUN x\nFROM a', '1:1-1:4 RUN stands before FROM'],
    ['FROM a\nRUN <<E\nx', '2:1-3:2 the here-document E is not closed'],
    ['# escape=x\nFROM a', '1:1-1:11 the escape character is \\ or `'],
  ])('names what Docker would refuse in %j', (text, problem) => {
    const { file, at } = read(text);

    expect(file.problems.map((found) => `${at(found)} ${found.message}`).join('\n')).toContain(problem);
  });

  it('keeps the bounds on size and instructions', () => {
    expect(parseDockerfile('FROM a', { limits: { ...DEFAULT_LIMITS, documentBytes: 3 } })).toMatchObject({ ok: false });
    expect(parseDockerfile('FROM a\nRUN b\n', { limits: { ...DEFAULT_LIMITS, nodes: 1 } })).toMatchObject({
      ok: false,
      error: { code: 'DOCUMENTS_TOO_MANY_NODES', line: 2 },
    });
  });

  it('reads directives only at the head, and honours the escape character', () => {
    const { file, last } = read(
      '# syntax=docker/dockerfile:1\n# Escape = `\n# c\n# check=skip=all\nFROM a\nRUN a `\n  b\n',
    );

    expect(file.directives.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'syntax=docker/dockerfile:1',
      'escape=`',
    ]);
    expect(file.comments.map(({ text }) => text)).toEqual(['c', 'check=skip=all']);
    expect(last?.argument).toBe('a   b');
    expect(last?.script).toBeUndefined();
  });

  it('joins lines over comments and empty lines, and knows where each word stands', () => {
    const { last, at, file } = read(
      'FROM a\nRUN apt-get update \\\n  # why\n\n && apt-get install -y \\  \n    curl\\\nx # no\n',
    );

    expect(last?.argument).toBe('apt-get update  && apt-get install -y     curlx # no');
    expect(last?.script?.commands.map(({ words, connector }) => [connector, ...words.map(({ text }) => text)])).toEqual(
      [
        ['', 'apt-get', 'update'],
        ['&&', 'apt-get', 'install', '-y', 'curlx'],
      ],
    );
    expect(last?.script?.commands[1]?.words.map((word) => at(word))).toEqual([
      '5:5-5:12',
      '5:13-5:20',
      '5:21-5:23',
      '6:5-7:2',
    ]);
    expect(at(last ?? { start: 0, end: 0 })).toBe('2:1-7:7');
    expect(file.comments.map((comment) => at(comment))).toEqual(['3:3-3:8']);
  });

  it('reads FROM with its flags, and numbers stages', () => {
    const { file } = read(
      'ARG V=1\nFROM --platform=$P a:${V} AS b\nRUN x\nFROM b\nCOPY --from=b --chown=1:1 x y /z/\n',
    );

    expect(file.instructions.map(({ keyword, stage }) => `${keyword} ${stage}`)).toEqual([
      'ARG -1',
      'FROM 0',
      'RUN 0',
      'FROM 1',
      'COPY 1',
    ]);
    expect(file.instructions[1]).toMatchObject({
      flags: [{ name: 'platform', value: '$P' }],
      words: [{ text: 'a:${V}' }, {}, { text: 'b' }],
    });
    expect(file.instructions[4]?.flags.map(({ name, value }) => `${name} ${value}`)).toEqual(['from b', 'chown 1:1']);
    expect(file.instructions[4]?.words.map(({ text }) => text)).toEqual(['x', 'y', '/z/']);
  });

  it('reads exec forms, and takes broken ones for the shell form', () => {
    const { file } = read('FROM a\nCMD ["a", "b c\\n"]\nENTRYPOINT [ "x" ]\nCMD [a]\nCMD [1]\n');

    expect(file.instructions.slice(1).map(({ json, words }) => [json, ...words.map(({ text }) => text)])).toEqual([
      [true, 'a', 'b c\n'],
      [true, 'x'],
      [false, '[a]'],
      [false, '[1]'],
    ]);
  });

  it('reads the pairs of ENV, LABEL and ARG', () => {
    const { file, at } = read(
      'FROM a\nENV A=1 B="x y" C=a\\ b \\\n  D=\'$q\'\nENV E  the rest "x" \nLABEL "a.b"=c\nARG N\nARG M=$N\n',
    );
    const pairs = file.instructions.map((instruction) =>
      instruction.pairs.map(({ key, value }) => `${key.text}=${value?.text}`),
    );

    expect(pairs.slice(1)).toEqual([
      ['A=1', 'B=x y', 'C=a b', 'D=$q'],
      ['E=the rest x'],
      ['a.b=c'],
      ['N=undefined'],
      ['M=$N'],
    ]);
    expect(at(file.instructions[1]?.pairs[3] ?? { start: 0, end: 0 })).toBe('3:3-3:9');
  });

  it('reads here-documents, and the commands in those that RUN runs', () => {
    const text =
      'FROM a\nRUN <<EOF\napt-get update\n# c\nx \\\n y\nEOF\nCOPY <<-"A" <<B /d/\n\t$x\n\tA\n$y\nB\nRUN python3 <<P\nprint(1)\nP\nRUN <<E\n#!/usr/bin/env python\nimport os\nE\nUSER u\n';
    const { file, at } = read(text);
    const [, run, copy, python, shebang, user] = file.instructions;

    expect(run?.script?.commands.map(({ words }) => words.map((word) => `${word.text} ${at(word)}`))).toEqual([
      ['apt-get 3:1-3:8', 'update 3:9-3:15'],
      ['x 5:1-5:2', 'y 6:2-6:3'],
    ]);
    expect(at(run ?? { start: 0, end: 0 })).toBe('2:1-7:4');
    expect(copy?.heredocs).toMatchObject([
      { name: 'A', expand: false, content: '$x\n' },
      { name: 'B', expand: true, content: '$y\n' },
    ]);
    expect(copy?.words.at(-1)?.text).toBe('/d/');
    expect(python?.script?.commands.map(({ words }) => words.map(({ text: word }) => word))).toEqual([['python3']]);
    expect(shebang?.script?.commands).toEqual([]);
    expect(user).toMatchObject({ keyword: 'USER', argument: 'u' });
  });

  it('reads ONBUILD and HEALTHCHECK with the instruction in them', () => {
    const { file } = read(
      'FROM a\nonbuild run apt-get update && x\nHEALTHCHECK --interval=5s CMD curl -f h || exit 1\nHEALTHCHECK NONE\n',
    );
    const [, onbuild, health, none] = file.instructions;

    expect(onbuild).toMatchObject({ keyword: 'ONBUILD', inner: { keyword: 'RUN', script: { commands: [{}, {}] } } });
    expect(health).toMatchObject({
      flags: [{ name: 'interval', value: '5s' }],
      inner: { keyword: 'CMD', script: { commands: [{}, {}] } },
    });
    expect(none).toMatchObject({ inner: undefined, argument: 'NONE' });
  });

  it('reads commands only where the shell is a POSIX one', () => {
    const { file } = read(
      'FROM a\nSHELL ["powershell", "-Command"]\nRUN x\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN y\nFROM b\nRUN z\n',
    );

    expect(file.instructions.map(({ script }) => script?.commands.length)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      1,
      undefined,
      1,
    ]);
  });

  it('comes to an end whatever the text', () => {
    const piece = fc.constantFrom(
      'FROM a\n',
      'RUN ',
      'ENV ',
      'COPY ',
      'ONBUILD ',
      'HEALTHCHECK ',
      '\\\n',
      '\n',
      '<<E',
      '\nE\n',
      '["',
      '"]',
      '#',
      ' ',
      '=',
      "'",
      '--a=b ',
      '$(',
      ')',
      '`',
      '\t',
      '# escape=`\n',
      '\r\n',
      'x',
      '\uFEFF',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const { file } = read(text);

        for (const { start, end } of file.instructions)
          expect(start >= 0 && start <= end && end <= text.length).toBe(true);
        expect(Array.isArray(toValue(dockerfileToDocument(file)))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('dockerfileToDocument', () => {
  it('gives the commands that policies know', () => {
    const { file } = read(
      'FROM a:1 AS b\nENV A=1 B="x"\nONBUILD ADD --chown=1 x /y\nRUN a && \\\n b\nCMD ["c"]\nHEALTHCHECK CMD d\n',
    );

    expect(toValue(dockerfileToDocument(file))).toEqual([
      { Cmd: 'from', SubCmd: '', JSON: false, Flags: [], Value: ['a:1', 'AS', 'b'], Stage: 0 },
      { Cmd: 'env', SubCmd: '', JSON: false, Flags: [], Value: ['A', '1', 'B', '"x"'], Stage: 0 },
      { Cmd: 'onbuild', SubCmd: 'add', JSON: false, Flags: ['--chown=1'], Value: ['x', '/y'], Stage: 0 },
      { Cmd: 'run', SubCmd: '', JSON: false, Flags: [], Value: ['a &&  b'], Stage: 0 },
      { Cmd: 'cmd', SubCmd: '', JSON: true, Flags: [], Value: ['c'], Stage: 0 },
      { Cmd: 'healthcheck', SubCmd: '', JSON: false, Flags: [], Value: ['CMD', 'd'], Stage: 0 },
    ]);
  });
});
