import type { styleText } from 'node:util';

import type { Checklist, CheckResult, CheckState } from '@sallyport/findings';

import { padEnd, truncate, wrap } from '../shared/columns.ts';
import { visibleText } from '../shared/visible-text.ts';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const MARKS: Readonly<Record<CheckState, { readonly word: string; readonly style: Parameters<typeof styleText>[0] }>> =
  {
    pass: { word: 'PASS', style: 'green' },
    fail: { word: 'FAIL', style: ['bold', 'red'] },
    manual: { word: 'LOOK', style: 'cyan' },
    'not-applicable': { word: 'N/A', style: 'dim' },
    unknown: { word: 'UNKNOWN', style: ['bold', 'yellow'] },
  };
const ID_WIDTH = 8;
const WORD_WIDTH = 9;
/** Further sentences are in the JSON report. */
const EVIDENCE_SHOWN = 3;

/** A benchmark's whole list, a line a check, with what it rests on beneath those that did not pass. */
export function* checklistBlock({ benchmark, checks }: Checklist, width: number, paint: Paint): Generator<string> {
  yield `${paint('bold', visibleText(benchmark))}\n`;
  for (const check of checks) yield* checkLines(check, width, paint);
  yield '\n';
}

function* checkLines(check: CheckResult, width: number, paint: Paint): Generator<string> {
  const { word, style } = MARKS[check.state];
  const lead = `  ${paint(style, padEnd(word, WORD_WIDTH))}${padEnd(visibleText(check.id), ID_WIDTH)}`;
  const indent = 2 + WORD_WIDTH + ID_WIDTH;
  yield `${lead}${truncate(visibleText(check.title), width - indent)}\n`;
  const more = check.evidence.length - EVIDENCE_SHOWN;
  const shown = [...check.evidence.slice(0, EVIDENCE_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
  for (const sentence of shown) {
    for (const line of wrap(truncate(visibleText(sentence), 300), width - indent))
      yield `${' '.repeat(indent)}${paint('dim', line)}\n`;
  }
}
