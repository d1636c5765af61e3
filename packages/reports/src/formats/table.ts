import { styleText } from 'node:util';

import type { Finding, ScanResult, Severity } from '@sallyport/findings';

import type { RenderOptions } from '../report-format.ts';
import { checklistBlock } from './checklist-block.ts';
import { displayWidth, padEnd, padStart, truncate, wrap } from '../shared/columns.ts';
import { partSentence, skippedText } from '../shared/coverage-text.ts';
import { placeText, primaryLocation, ruleId } from '../shared/place.ts';
import {
  biggestRisk,
  byRisk,
  formatDuration,
  formatNumber,
  incompleteParts,
  isIncomplete,
  outcomeSentence,
  plural,
  summarise,
} from '../shared/summary.ts';
import type { ResultSummary } from '../shared/summary.ts';
import { alsoMended, groupByUpgrade, toldTitle } from '../shared/upgrades.ts';
import type { ToldFindings } from '../shared/upgrades.ts';
import { verificationText } from '../shared/verification.ts';
import { visibleText } from '../shared/visible-text.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** How many findings are written out; the counts below them are of all. */
const FINDINGS_SHOWN = 15;
const SUPPRESSED_SHOWN = 5;
/** Foreign text is cut after about so many lines. */
const PARAGRAPH_LINES = 4;
const LABEL_WIDTH = 10;

const SEVERITY_STYLES: Readonly<Record<Severity, Style>> = {
  critical: ['bold', 'white', 'bgRed'],
  high: ['bold', 'red'],
  medium: ['bold', 'yellow'],
  low: ['bold', 'cyan'],
  info: ['bold', 'blue'],
};

interface Page {
  readonly paint: Paint;
  readonly width: number;
  readonly options: RenderOptions;
}

/** What people read in a terminal. The last lines are the verdict, the biggest risk and one next action: they stay on the screen. */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const page: Page = {
    paint: (style, text) => (options.colour ? styleText(style, text, { validateStream: false }) : text),
    width: Math.max(60, Math.min(options.width, 120)),
    options,
  };
  const summary = summarise(result, options);
  for (const { checklist } of result.coverage.parts)
    if (checklist !== undefined) yield* checklistBlock(checklist, page.width, page.paint);
  yield* findingBlocks(result, page);
  yield* suppressedBlock(result, page);
  yield* severityTable(summary, page);
  yield* coverageBlock(result, page);
  yield* suppressionIssues(result, page);
  yield* closing(result, summary, page);
}

function* findingBlocks(result: ScanResult, page: Page): Generator<string> {
  const active = byRisk(result.findings).filter((finding) => finding.suppression === undefined);
  const told = new Set<string>();
  const groups = groupByUpgrade(active);
  for (const group of groups.slice(0, FINDINGS_SHOWN)) {
    yield* findingBlock(group, page, told);
    yield '\n';
  }
  const rest = groups.slice(FINDINGS_SHOWN).reduce((sum, { others }) => sum + 1 + others.length, 0);
  if (rest > 0) {
    yield `${page.paint('dim', `… and ${plural(rest, 'more finding')}, none of them worse. -o json=FILE or -o html=FILE writes all.`)}\n\n`;
  }
}

/**
 * One finding, or all that one upgrade mends, of which the gravest is written out. What has been told of one finding, in
 * the same words, is not told again of the next of its rule.
 */
function* findingBlock(group: ToldFindings, page: Page, told: Set<string>): Generator<string> {
  const { first: finding } = group;
  const { paint, width } = page;
  const badge = paint(SEVERITY_STYLES[finding.severity], padEnd(` ${finding.severity.toUpperCase()}`, LABEL_WIDTH));
  const marks = finding.novelty === 'existing' ? ' (existing)' : '';
  const title = truncate(visibleText(toldTitle(group)), width - LABEL_WIDTH - 1 - marks.length);
  yield `${badge} ${paint('bold', title)}${paint('dim', marks)}\n`;
  const [first, ...more] = finding.occurrences;
  yield indented(paint('cyan', placeLine(placeText(first.location), width)));
  if (more.length > 0) yield indented(paint('dim', `and in ${plural(more.length, 'more place')}`));
  const also = alsoMended(group);
  const texts = [
    [finding.message],
    ...(also === undefined ? [] : [[also] as const]),
    [`Fix: ${finding.remediation.summary}`, 'green'],
  ] as const;
  for (const [text, style] of texts) {
    const telling = `${ruleId(finding)} ${text}`;
    if (!told.has(telling)) yield* paragraph(visibleText(text), page, style);
    told.add(telling);
  }
  const verified = verificationText(finding);
  if (verified !== undefined) yield* paragraph(visibleText(verified), page, verifiedStyle(finding));
  yield indented(
    paint('dim', truncate(`${finding.scanner}/${visibleText(finding.rule)}  ${finding.id}`, width - LABEL_WIDTH - 1)),
  );
}

function verifiedStyle({ verification }: Finding): Style {
  return verification?.state === 'valid' ? ['bold', 'red'] : 'dim';
}

function placeLine(place: string, width: number): string {
  return truncate(visibleText(place), width - LABEL_WIDTH - 1, true);
}

function* paragraph(text: string, page: Page, style?: Style): Generator<string> {
  const width = page.width - LABEL_WIDTH - 1;
  for (const line of wrap(truncate(text, width * PARAGRAPH_LINES), width)) {
    yield indented(style === undefined ? line : page.paint(style, line));
  }
}

function indented(text: string): string {
  return `${' '.repeat(LABEL_WIDTH + 1)}${text}\n`;
}

function* suppressedBlock(result: ScanResult, page: Page): Generator<string> {
  const suppressed = byRisk(result.findings).filter((finding) => finding.suppression !== undefined);
  if (suppressed.length === 0) return;
  yield `${page.paint('bold', `Suppressed (${formatNumber(suppressed.length)}), not counted`)}\n`;
  for (const finding of suppressed.slice(0, SUPPRESSED_SHOWN)) {
    const until = finding.suppression?.expires === undefined ? '' : ` (until ${finding.suppression.expires})`;
    const reason = finding.suppression?.reason ?? '';
    const text = `${finding.severity} ${finding.title}, ${placeText(primaryLocation(finding))}: ${reason}${until}`;
    yield `  ${page.paint('dim', truncate(visibleText(text), page.width - 2))}\n`;
  }
  const rest = suppressed.length - SUPPRESSED_SHOWN;
  if (rest > 0) yield `  ${page.paint('dim', `… and ${formatNumber(rest)} more`)}\n`;
  yield '\n';
}

function* severityTable(summary: ResultSummary, page: Page): Generator<string> {
  if (summary.active + summary.suppressed === 0) return;
  const columns = summary.compared ? ['findings', 'new', 'existing', 'suppressed'] : ['findings', 'suppressed'];
  const head = columns.map((name) => padStart(name, 12)).join('');
  yield `${page.paint('dim', padEnd('severity', LABEL_WIDTH) + head)}\n`;
  for (const count of summary.severities) {
    if (count.active + count.suppressed === 0) continue;
    const values = summary.compared
      ? [count.active, count.new, count.existing, count.suppressed]
      : [count.active, count.suppressed];
    const cells = values.map((value) => padStart(value === 0 ? '-' : formatNumber(value), 12)).join('');
    yield `${page.paint(SEVERITY_STYLES[count.severity], padEnd(count.severity, LABEL_WIDTH))}${cells}\n`;
  }
  yield '\n';
}

function* coverageBlock(result: ScanResult, page: Page): Generator<string> {
  const { paint } = page;
  yield `${paint('bold', 'Coverage')}\n`;
  if (result.coverage.parts.length === 0) yield `  ${paint('yellow', '! No scanner ran.')}\n`;
  const nameWidth = Math.max(...result.coverage.parts.map((part) => displayWidth(part.scanner)), 8);
  for (const part of result.coverage.parts) {
    const bad = isIncomplete(part, page.options);
    const mark = bad ? paint(['bold', 'yellow'], '!') : part.state === 'ran' ? paint('green', '✓') : paint('dim', '-');
    const name = padEnd(visibleText(part.scanner), nameWidth);
    const notes = [
      partSentence(part),
      ...(part.mend === undefined ? [] : [`to mend: ${part.mend}`]),
      ...part.skipped.map((skipped) => `not looked at: ${skippedText(skipped, 2)}`),
      ...part.notes,
    ];
    for (const [index, note] of notes.entries()) {
      const lead = index === 0 ? `  ${mark} ${name}  ` : ' '.repeat(nameWidth + 6);
      const lines = wrap(truncate(visibleText(note), 400), page.width - nameWidth - 6);
      for (const [at, line] of lines.entries()) {
        const painted = bad ? paint('yellow', line) : index === 0 ? line : paint('dim', line);
        yield `${at === 0 ? lead : ' '.repeat(nameWidth + 6)}${painted}\n`;
      }
    }
  }
  yield '\n';
}

function* suppressionIssues(result: ScanResult, page: Page): Generator<string> {
  if (result.suppressionIssues.length === 0) return;
  yield `${page.paint('bold', 'Suppressions to look after')}\n`;
  for (const issue of result.suppressionIssues.slice(0, 20)) {
    const text = visibleText(`${issue.path}:${issue.line}: ${issue.message}`);
    for (const line of wrap(truncate(text, 400), page.width - 4)) yield `  ${page.paint('yellow', line)}\n`;
  }
  const rest = result.suppressionIssues.length - 20;
  if (rest > 0) yield `  ${page.paint('dim', `… and ${formatNumber(rest)} more`)}\n`;
  yield '\n';
}

function* closing(result: ScanResult, summary: ResultSummary, page: Page): Generator<string> {
  const { paint } = page;
  const good = summary.outcome === 'clean';
  const verdict = outcomeSentence(summary, page.options);
  const style: Style = good ? ['bold', 'green'] : summary.outcome === 'failing' ? ['bold', 'red'] : ['bold', 'yellow'];
  const time = `${visibleText(result.target.kind)} ${visibleText(result.target.given)} in ${formatDuration(result.durationMs)}`;
  for (const line of wrap(`${good ? '✓' : '✗'} ${verdict}`, page.width)) yield `${paint(style, line)}\n`;
  yield `${paint('dim', truncate(`Looked at ${time}.`, page.width))}\n`;
  const risk = biggestRisk(result);
  const broken = incompleteParts(result, page.options).find((part) => part.mend !== undefined);
  if (risk !== undefined) {
    yield '\n';
    yield* labelled('Biggest risk', `${risk.title} in ${placeText(primaryLocation(risk))}`, page);
    yield* labelled('Do next', risk.remediation.summary, page);
    yield* labelled('More', `sallyport explain ${risk.id}`, page);
  } else if (broken?.mend !== undefined) {
    yield '\n';
    yield* labelled('Do next', broken.mend, page);
  }
}

function* labelled(label: string, text: string, page: Page): Generator<string> {
  const lines = wrap(truncate(visibleText(text), (page.width - 14) * PARAGRAPH_LINES), page.width - 14);
  for (const [index, line] of lines.entries()) {
    yield index === 0 ? `${page.paint('bold', padEnd(label, 14))}${line}\n` : `${' '.repeat(14)}${line}\n`;
  }
}
