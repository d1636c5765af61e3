import type { Random } from '@sallyport/kernel';

/**
 * A text with the places of a token left open, so that no whole token stands in the repository: `{hex*40}` is forty
 * hexadecimal digits, `{A-Z2-7*16}` sixteen characters of that class, `{uuid}` a uuid.
 */
export type Template = string;

/** A template that is a file's text, or the file with its path where a rule looks at paths. */
export type Case = Template | { readonly path: string; readonly text: Template };

/** For each rule what it must report (`bad`) and what it must leave alone (`ok`). */
export type RuleCases = { readonly [ruleId: string]: { readonly bad: readonly Case[]; readonly ok: readonly Case[] } };

const CLASSES: { readonly [name: string]: string } = {
  alnum: 'A-Za-z0-9',
  base64: 'A-Za-z0-9+/',
  digit: '0-9',
  hex: 'a-f0-9',
  lower: 'a-z0-9',
  upper: 'A-Z0-9',
  web: 'A-Za-z0-9_-',
};

/** Fills a template's open places. The same numbers give the same text. */
export function filled(template: Template, random: Random & { below(limit: number): number }): string {
  const pick = (members: string, count: number) =>
    Array.from({ length: count }, () => members.charAt(random.below(members.length))).join('');
  const hex = membersOf('a-f0-9');
  return template
    .replaceAll('{uuid}', () => [8, 4, 4, 4, 12].map((count) => pick(hex, count)).join('-'))
    .replaceAll(/\{([^{}\n]+)\*(\d+)\}/g, (_, name: string, count: string) =>
      pick(membersOf(CLASSES[name] ?? name), Number(count)),
    );
}

/** The characters of a class as in a regular expression: ranges and single characters; a dash counts at the end. */
function membersOf(characters: string): string {
  return characters.replaceAll(/(.)-(.)/g, (_, from: string, to: string) => {
    const [first = 0, last = 0] = [from.charCodeAt(0), to.charCodeAt(0)];
    return Array.from({ length: last - first + 1 }, (_unused, index) => String.fromCharCode(first + index)).join('');
  });
}
