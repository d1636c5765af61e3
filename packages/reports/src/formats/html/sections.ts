import type { CoveragePart, Finding, PartState, ScanResult, Severity } from '@sallyport/findings';

import type { RenderOptions } from '../../report-format.ts';
import { lookedText, partSentence, skippedText } from '../../shared/coverage-text.ts';
import { escapeHtml, webUrl } from '../../shared/escape-markup.ts';
import { placeText, primaryLocation, ruleId } from '../../shared/place.ts';
import { biggestRisk, formatDuration, formatNumber, incompleteParts, outcomeSentence } from '../../shared/summary.ts';
import type { Outcome, ResultSummary } from '../../shared/summary.ts';
import { shorten } from '../markdown-parts.ts';

const VERDICTS: Readonly<Record<Outcome, string>> = {
  failing: '✕ Failed',
  findings: '! Findings',
  incomplete: '! Incomplete',
  'nothing-scanned': '! Nothing scanned',
  clean: '✓ Passed',
};

const MARKS: Readonly<Record<Severity, string>> = { critical: '◆', high: '▲', medium: '■', low: '●', info: '○' };

const STATES: Readonly<Record<PartState, string>> = {
  ran: '✓ ran',
  missing: '! missing',
  failed: '! failed',
  skipped: '– skipped',
  'not-applicable': '– not applicable',
};

/** The verdict and the one thing to do first. */
export function* heroSection(result: ScanResult, summary: ResultSummary, options: RenderOptions): Generator<string> {
  yield `<div class="hero"><section class="card verdict ${summary.outcome}" aria-labelledby="verdict"><span class="verdict-mark">${VERDICTS[summary.outcome]}</span>`;
  yield `<h1 id="verdict">${escapeHtml(outcomeSentence(summary, options))}</h1><dl class="facts">`;
  yield fact('Target', `${result.target.kind} ${shorten(result.target.given, 300)}`);
  if (result.target.resolved !== undefined) yield fact('Exactly', shorten(result.target.resolved, 80));
  const repository = webUrl(options.repository?.url ?? '');
  if (repository !== undefined) yield fact('Repository', repository);
  yield fact('Scanned', result.startedAt);
  yield fact('Took', formatDuration(result.durationMs));
  yield `</dl>${shareBar(summary)}`;
  const ran = result.coverage.parts.filter((part) => part.state === 'ran');
  if (ran.length > 0) yield `<ul class="ran">${ran.map(ranItem).join('')}</ul>`;
  for (const part of incompleteParts(result, options)) {
    const mend = part.mend === undefined ? '' : ` To mend: <code>${escapeHtml(shorten(part.mend, 300))}</code>`;
    yield `<p class="gap"><strong>${escapeHtml(part.scanner)}</strong> ${escapeHtml(shorten(partSentence(part), 400))}.${mend}</p>`;
  }
  yield '</section>';
  yield nextCard(result, summary, options);
  yield '</div>\n';
}

/** How the findings that count divide among the severities; the numbers stand in the tiles below. */
function shareBar(summary: ResultSummary): string {
  if (summary.active === 0) return '';
  let x = 0;
  const parts = summary.severities.map(({ severity, active }) => {
    const width = (100 * active) / summary.active;
    const rect = `<rect class="${severity}" x="${x.toFixed(2)}" width="${width.toFixed(2)}" height="6"/>`;
    x += width;
    return active === 0 ? '' : rect;
  });
  return `<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">${parts.join('')}</svg>`;
}

function ranItem(part: CoveragePart): string {
  return `<li><span aria-hidden="true">✓</span> <strong>${escapeHtml(part.scanner)}</strong> ${escapeHtml(lookedText(part))}</li>`;
}

function fact(name: string, value: string): string {
  return `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`;
}

function nextCard(result: ScanResult, summary: ResultSummary, options: RenderOptions): string {
  const risk = biggestRisk(result);
  if (risk === undefined) {
    const broken = incompleteParts(result, options).find((part) => part.mend !== undefined);
    const step =
      broken?.mend ??
      (summary.outcome === 'clean' ? 'Nothing to do.' : 'Check the target: no scanner had anything to look at.');
    return `<section class="card next"><p class="eyebrow">Do next</p><p class="do">${escapeHtml(shorten(step, 300))}</p></section>`;
  }
  return [
    '<section class="card next"><p class="eyebrow">Biggest risk</p>',
    `<p><span class="pill ${risk.severity}"><span aria-hidden="true">${MARKS[risk.severity]}</span>${risk.severity}</span></p>`,
    `<p class="risk">${escapeHtml(shorten(risk.title, 300))}</p>`,
    `<p class="mono">${escapeHtml(shorten(placeText(primaryLocation(risk)), 300))}</p>`,
    `<p class="eyebrow">Do next</p><p class="do">${escapeHtml(shorten(risk.remediation.summary, 500))}</p>`,
    `<button type="button" class="ghost needs-script" hidden id="open-risk" data-finding="${escapeHtml(risk.id)}">Show details</button></section>`,
  ].join('');
}

/** One number a severity; each is a button that filters the list. */
export function* severityTiles(summary: ResultSummary): Generator<string> {
  yield '<section aria-label="Findings by severity"><div class="tiles">';
  for (const count of summary.severities) {
    const notes = [
      ...(summary.compared ? [`${formatNumber(count.new)} new`] : []),
      ...(count.suppressed > 0 ? [`${formatNumber(count.suppressed)} suppressed`] : []),
    ];
    yield `<button type="button" class="tile ${count.severity}${count.active === 0 ? ' zero' : ''}" data-severity="${count.severity}" aria-pressed="false">`;
    yield `<span class="label"><span aria-hidden="true">${MARKS[count.severity]}</span> ${count.severity}</span><b>${formatNumber(count.active)}</b><small>${notes.join(' · ') || '&nbsp;'}</small></button>`;
  }
  yield '</div></section>\n';
}

/** What problems are most frequent and where most of them lie; each line filters the list. */
export function* rankedSections(findings: readonly Finding[]): Generator<string> {
  const active = findings.filter((finding) => finding.suppression === undefined);
  const problems = active.map((finding) => ({ name: finding.title, query: ruleId(finding) }));
  if (active.length === 0 || new Set(problems.map(({ query }) => query)).size > active.length / 2) return;
  yield '<div class="where">';
  yield ranking('Most frequent problems', problems);
  yield ranking(
    'Most affected places',
    active.map((finding) => folderOf(primaryLocation(finding).path)),
  );
  yield '</div>\n';
}

interface Ranked {
  readonly name: string;
  readonly query: string;
}

function folderOf(path: string): Ranked {
  const folders = path.split('/');
  const name = folders.length === 1 ? path : `${folders.slice(0, Math.min(2, folders.length - 1)).join('/')}/`;
  return { name, query: name };
}

function ranking(title: string, entries: readonly Ranked[]): string {
  const counts = new Map<string, { name: string; count: number }>();
  for (const { name, query } of entries) {
    const entry = counts.get(query) ?? { name, count: 0 };
    entry.count += 1;
    counts.set(query, entry);
  }
  const top = [...counts].toSorted((a, b) => b[1].count - a[1].count).slice(0, 5);
  const most = top[0]?.[1].count ?? 1;
  const items = top.map(([query, { name, count }]) => {
    const bar = `<svg aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none"><rect class="track" width="100" height="8" rx="2"/><rect class="fill" width="${Math.max(2, Math.round((100 * count) / most))}" height="8" rx="2"/></svg>`;
    return `<li><button type="button" data-query="${escapeHtml(shorten(query, 300))}"><span class="name">${escapeHtml(shorten(name, 200))}</span>${bar}<span class="count">${formatNumber(count)}</span></button></li>`;
  });
  return `<section class="card"><h2>${title}</h2><ul class="ranked">${items.join('')}</ul></section>`;
}

/** What was looked at and what was not, a row for each scanner. */
export function* coverageSection(result: ScanResult): Generator<string> {
  yield '<section class="block" aria-labelledby="coverage"><h2 id="coverage">What was looked at, and what was not</h2><div class="card list">';
  if (result.coverage.parts.length === 0) {
    yield '<p class="empty"><strong>No scanner ran</strong>This result proves nothing.</p></div></section>\n';
    return;
  }
  yield '<table class="coverage"><thead><tr><th scope="col">Scanner</th><th scope="col">State</th><th scope="col">Coverage</th><th scope="col">Time</th></tr></thead><tbody>';
  for (const part of result.coverage.parts) yield coverageRow(part);
  yield '</tbody></table></div></section>\n';
}

function coverageRow(part: CoveragePart): string {
  const notes = [
    ...(part.mend === undefined ? [] : [`To mend: ${part.mend}`]),
    ...part.skipped.map((skipped) => `Not looked at: ${skippedText(skipped, 5)}`),
    ...part.notes,
  ].map((note) => `<li>${escapeHtml(shorten(note, 600))}</li>`);
  const list = notes.length === 0 ? '' : `<ul>${notes.join('')}</ul>`;
  return `<tr><td>${escapeHtml(part.scanner)}</td><td><span class="pill state-${part.state}">${STATES[part.state]}</span></td><td>${escapeHtml(shorten(partSentence(part), 600))}${list}</td><td>${formatDuration(part.durationMs)}</td></tr>`;
}

/** Suppressions that expired, give no reason, or match nothing. */
export function* suppressionSection(result: ScanResult): Generator<string> {
  if (result.suppressionIssues.length === 0) return;
  yield '<section class="block" aria-labelledby="suppressions"><h2 id="suppressions">Suppressions to look after</h2><div class="card"><ul>';
  for (const issue of result.suppressionIssues.slice(0, 200)) {
    yield `<li><code>${escapeHtml(shorten(issue.path, 300))}:${issue.line}</code> ${escapeHtml(shorten(issue.message, 500))}</li>`;
  }
  const rest = result.suppressionIssues.length - 200;
  yield `${rest > 0 ? `<li>and ${formatNumber(rest)} more</li>` : ''}</ul></div></section>\n`;
}
