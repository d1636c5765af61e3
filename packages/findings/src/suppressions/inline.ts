import type { SuppressionIssue } from '../scan-result.ts';
import { expiryEnd, type ReadSuppressions, type SuppressionRule } from './suppression-rule.ts';

/** `sallyport:ignore RULE[,RULE] [until=DATE] reason`, to the end of the line. */
const DIRECTIVE = /(?<![\w-])sallyport:ignore(?![\w:-])([^\n]*)/;
/** What gitleaks and its relatives read: allows the secrets on its line. */
const GITLEAKS = /(?<![\w-])gitleaks:allow(?![\w-])/;
/** Only a comment opens the line: then the directive is for the next line. */
const COMMENT_START = /^\s*(?:["']?\/\/["']?:?|#|--|;|\/?\*+|<!--|%|'|"""|\{\{?[#/!]|\(\*|rem\b)?[\s/#*;%!<'"({-]*$/i;
/** What opens a comment in some language, somewhere before a directive. */
const COMMENT_OPENS = /\/\/|#|\*|<!--|--|;|%|"""|'''|\{\{|\brem\b|^\s*$/i;
/** What closes a comment or a string behind the reason. */
const COMMENT_END = /\s*(?:\*\/(?:\}\})?|-->|\*\)|#?\}\}?|"""|%>|["'],?)\s*$/;
/** In prose a directive counts only in an HTML comment: documentation shows them in plain text. */
const PROSE = /\.(?:md|markdown|mdx|rst|adoc|txt)$/i;
const RULE_NAME = /^[\w*][\w.*/@-]*$/;

/** Whether a text may hold inline suppressions: a quick look, before its lines are read. */
export function mayHaveInlineSuppressions(text: string): boolean {
  return text.includes('sallyport:ignore') || text.includes('gitleaks:allow');
}

/**
 * Reads the inline suppressions of a file: `sallyport:ignore RULE until=2026-12-01 reason` in any kind of comment, for the same
 * line or, where the comment stands alone, the next one; and `gitleaks:allow` for secrets on the same line.
 *
 * @param firstLine Number of the text's first line, where it is a part of a file.
 */
export function inlineSuppressions(path: string, text: string, firstLine = 1): ReadSuppressions {
  const rules: SuppressionRule[] = [];
  const issues: SuppressionIssue[] = [];
  if (!mayHaveInlineSuppressions(text)) return { rules, issues };
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const place = { path, line: firstLine + index };
    const directive = DIRECTIVE.exec(line);
    if (directive !== null && counts(path, line, directive.index)) {
      const covered = coveredLines(lines, index, line.slice(0, directive.index)).map((at) => firstLine + at);
      const read = readDirective(directive[1] ?? '', place, covered);
      if ('kind' in read && 'target' in read) rules.push(read);
      else issues.push(read);
    } else if (!PROSE.test(path)) {
      const mark = GITLEAKS.exec(line);
      if (mark !== null && counts(path, line, mark.index)) rules.push(gitleaksRule(place));
    }
  }
  return { rules, issues };
}

interface PlaceOfLine {
  readonly path: string;
  readonly line: number;
}

/** A directive stands behind something that opens a comment, and is not quoted in backticks as documentation does. */
function counts(path: string, line: string, at: number): boolean {
  const before = line.slice(0, at);
  if (PROSE.test(path)) return before.includes('<!--');
  return COMMENT_OPENS.test(before) && !before.endsWith('`');
}

/** The directive's own line; where nothing but a comment stands on it, also the next line that is no directive. */
function coveredLines(lines: readonly string[], index: number, before: string): number[] {
  if (!COMMENT_START.test(before)) return [index];
  let next = index + 1;
  while (DIRECTIVE.test(lines[next] ?? '')) next += 1;
  return [index, next];
}

function readDirective(text: string, place: PlaceOfLine, lines: number[]): SuppressionRule | SuppressionIssue {
  const words = text.replace(COMMENT_END, '').trim().split(/\s+/);
  const names = (words[0] ?? '').split(',').filter(Boolean);
  if (names.length === 0 || !names.every((name) => RULE_NAME.test(name))) {
    const message = 'The suppression names no rule: write `sallyport:ignore RULE until=YYYY-MM-DD reason`.';
    return { kind: 'malformed', message, ...place };
  }
  const until = words.find((word) => word.startsWith('until='));
  const expires = until?.slice('until='.length);
  if (expires !== undefined && expiryEnd(expires) === undefined) {
    return { kind: 'malformed', message: `\`${until}\` is no date: write until=YYYY-MM-DD.`, ...place };
  }
  const reason = words
    .slice(1)
    .filter((word) => word !== until)
    .join(' ');
  return {
    kind: 'inline',
    ...place,
    target: { by: 'line', rules: names, lines },
    reason: reason === '' ? undefined : reason,
    expires,
  };
}

function gitleaksRule(place: PlaceOfLine): SuppressionRule {
  return {
    kind: 'inline',
    ...place,
    target: { by: 'line', rules: ['secrets/*'], lines: [place.line] },
    reason: undefined,
    expires: undefined,
    foreign: true,
  };
}
