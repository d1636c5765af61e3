import { ArrayNode, ObjectEntry, ObjectNode, ScalarNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import type { Source } from '../source.ts';
import type { Dockerfile, DockerInstruction } from './ast.ts';

/**
 * A Dockerfile as the list of commands that policies know (Conftest's): `Cmd` in small letters, `SubCmd` of ONBUILD,
 * `JSON`, `Flags`, `Value` and `Stage`. Every value has its place.
 */
export function dockerfileToDocument(file: Dockerfile): ArrayNode {
  const { source, instructions } = file;
  const items = instructions.map((instruction) => commandNode(source, instruction));
  return new ArrayNode(source, 0, source.text.length, items);
}

function commandNode(source: Source, instruction: DockerInstruction): ObjectNode {
  const { start, end, keyword, keywordEnd, flags, stage } = instruction;
  const spoken = keyword === 'ONBUILD' ? (instruction.inner ?? instruction) : instruction;
  const scalar = (value: string | boolean | number) => new ScalarNode(source, start, keywordEnd, value);
  const list = (items: DocumentNode[]) => {
    return new ArrayNode(source, items[0]?.start ?? keywordEnd, items.at(-1)?.end ?? keywordEnd, items);
  };
  const shown = [...flags, ...(spoken === instruction ? [] : spoken.flags)];
  const members: [string, DocumentNode][] = [
    ['Cmd', scalar(keyword.toLowerCase())],
    ['SubCmd', scalar(keyword === 'ONBUILD' ? (instruction.inner?.keyword.toLowerCase() ?? '') : '')],
    ['JSON', scalar(spoken.json)],
    [
      'Flags',
      list(shown.map((flag) => new ScalarNode(source, flag.start, flag.end, source.text.slice(flag.start, flag.end)))),
    ],
    ['Value', list(valuesOf(source, spoken))],
    ['Stage', scalar(Math.max(stage, 0))],
  ];
  const entries = members.map(([key, value]) => new ObjectEntry(source, key, start, keywordEnd, value));
  return new ObjectNode(source, start, end, entries);
}

function valuesOf(source: Source, instruction: DockerInstruction): DocumentNode[] {
  if (instruction.keyword === 'HEALTHCHECK' && instruction.inner !== undefined) {
    const { inner } = instruction;
    const cmd = new ScalarNode(source, inner.start, inner.keywordEnd, inner.keyword);
    return [cmd, ...valuesOf(source, inner)];
  }
  if (instruction.pairs.length > 0 && instruction.keyword !== 'ARG') {
    return instruction.pairs.flatMap(({ key, value, end }) => [
      new ScalarNode(source, key.start, key.end, key.raw),
      new ScalarNode(source, value?.start ?? end, end, value?.raw ?? ''),
    ]);
  }
  const json = instruction.json;
  return instruction.words.map((word) => new ScalarNode(source, word.start, word.end, json ? word.text : word.raw));
}
