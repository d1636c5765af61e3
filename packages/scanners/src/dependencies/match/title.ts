import type { VulnerabilityMatch } from '@sallyport/advisories';

const LONGEST_TITLE = 160;
/** A sentence shorter than this is a heading or an abbreviation. */
const SHORTEST_SENTENCE = 12;

/** The summary of the first record that has one, else the first sentence of its text, with the package's name. */
export function titleOf({ kind, package: found, advisories }: VulnerabilityMatch): string {
  const texts = [
    ...advisories.map(({ advisory }) => advisory.summary.trim()),
    ...advisories.map(({ advisory }) => firstSentence(advisory.details)),
  ];
  const written = texts.find((text) => text !== '');
  const summary =
    written !== undefined && written.length > LONGEST_TITLE ? `${written.slice(0, LONGEST_TITLE)}…` : written;
  if (kind === 'malicious') return summary ?? `Malicious package ${found.name}`;
  if (summary !== undefined) return summary.includes(found.name) ? summary : `${found.name}: ${summary}`;
  return kind === 'vulnerability' ? `Vulnerability in ${found.name}` : `${found.name} is ${kind}`;
}

/** The first sentence of a text in Markdown; empty where there is none: headings, code and tables are no sentence. */
export function firstSentence(markdown: string): string {
  // The beginning is enough for a title, whatever is behind it.
  const paragraphs = markdown.slice(0, 4000).split(/\r?\n[ \t]*\r?\n/);
  for (const paragraph of paragraphs) {
    const lines = paragraph.split(/\r?\n/).map((line) => line.trim());
    const prose = lines.filter((line) => line !== '' && !/^(?:#|```|~~~|\||<|={3}|-{3})/.test(line));
    if (prose.length === 0 || lines.some((line) => /^(?:```|~~~)/.test(line))) continue;
    const text = prose.join(' ').replaceAll(/\*\*|`/g, '');
    const [first = '', second = ''] = sentencesOf(text);
    // Many begin with what the package is, and then come to the point.
    const sentence = INTRODUCES.test(first) && second !== '' ? second : first;
    if (sentence.length >= SHORTEST_SENTENCE) return sentence;
  }
  return '';
}

const INTRODUCES =
  /^(?:the )?[\w.@/-]{1,60}(?: [\w.-]{1,30})? is (?:an?|the)\b(?!.*\b(?:vulnerab|flaw|attack|inject|overflow|leak|bypass))/i;

/** The first two sentences of a text without its marks. */
function sentencesOf(text: string): string[] {
  const end = sentenceEnd(text);
  const rest = text.slice(end + 1).trim();
  return [text.slice(0, end), rest.slice(0, sentenceEnd(rest))].map((each) => each.replace(/[.:\s]+$/, ''));
}

/** Where the first sentence ends: a full stop within a version or an abbreviation is none. */
function sentenceEnd(text: string): number {
  for (const { index } of text.matchAll(/[.!?](?=\s+(?:[A-Z"'(`[]|$)|$)/g)) {
    if (index >= SHORTEST_SENTENCE && !/\b(?:e\.g|i\.e|etc|vs|cf|resp|approx)$/i.test(text.slice(0, index)))
      return index;
  }
  return text.length;
}
