import { createHash } from 'node:crypto';

import type { Finding, ScanResult } from '@sallyport/findings';

import type { RenderOptions } from '../../report-format.ts';
import { escapeHtml } from '../../shared/escape-markup.ts';
import { placeText, primaryLocation } from '../../shared/place.ts';
import { byRisk, plural, summarise } from '../../shared/summary.ts';
import { shorten } from '../markdown-parts.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './generated/assets.ts';
import { pageData } from './page-data.ts';
import { coverageSection, heroSection, rankedSections, severityTiles, suppressionSection } from './sections.ts';

/** How many findings a reader without scripts sees. */
const PLAIN_ROWS = 200;

/**
 * One self-contained page: no request leaves it, and its content security policy allows only its own style and script by hash.
 * Verdict, counts and coverage are plain HTML; the list of findings is filled by the script, a plain list stands in without it.
 */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const summary = summarise(result, options);
  const findings = byRisk(result.findings);
  yield head(result);
  yield* heroSection(result, summary, options);
  yield* severityTiles(summary);
  yield* rankedSections(findings);
  yield* browserSection(findings);
  yield* coverageSection(result);
  yield* suppressionSection(result);
  yield `<footer><span>sallyport ${escapeHtml(result.tool.version)}</span><span class="keys"><kbd>?</kbd> shows the keys</span></footer></main></div>\n${helpDialog()}`;
  yield '<script type="application/json" id="data">';
  yield* pageData(findings);
  yield `</script>\n<script>${PAGE_SCRIPT}</script>\n</body>\n</html>\n`;
}

function head(result: ScanResult): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hashSource(PAGE_STYLE)}`,
    `script-src ${hashSource(PAGE_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const target = escapeHtml(shorten(result.target.given, 100));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Sallyport scan of ${target}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip-link" href="#findings">Skip to the findings</a>
<div class="wrap">
<header class="top">${LOGO}<span class="brand">Sallyport</span><span class="spacer"></span><button type="button" class="ghost needs-script keys" id="help" hidden>Keys <kbd>?</kbd></button><button type="button" class="ghost needs-script" id="theme" hidden>Light / dark</button></header>
<main>
`;
}

/** Two doors, one behind the other. */
const LOGO =
  '<svg width="30" height="30" viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2.4" aria-hidden="true"><path d="M3 29V13a13 13 0 0 1 26 0v16z"/><path d="M10 29V15a6 6 0 0 1 12 0v14M16 9v20"/></svg>';

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function* browserSection(findings: readonly Finding[]): Generator<string> {
  yield '<section class="block" aria-labelledby="findings"><h2 id="findings" tabindex="-1">Findings</h2>';
  yield toolbar(findings);
  yield '<div class="browser"><div class="card list">';
  yield '<table class="findings needs-script" hidden><caption class="visually-hidden">Findings, the worst first</caption><colgroup><col class="c-severity"><col><col class="c-where"><col class="c-state"></colgroup><thead><tr><th scope="col">Severity</th><th scope="col">Finding</th><th scope="col">Where</th><th scope="col">State</th></tr></thead><tbody></tbody></table>';
  yield emptyNote(findings);
  yield '<button type="button" class="more" hidden>Show more</button>';
  yield* plainList(findings);
  yield '</div><aside class="card details" aria-label="Details of the finding" hidden></aside></div></section>\n';
}

function emptyNote(findings: readonly Finding[]): string {
  const text =
    findings.length === 0
      ? '<strong>No findings</strong>See below what was looked at, and what was not.'
      : '<strong>Nothing matches</strong>Clear the filters to see all findings.';
  return `<p class="empty"${findings.length === 0 ? '' : ' hidden'}>${text}</p>`;
}

function toolbar(findings: readonly Finding[]): string {
  const scanners = [...new Set(findings.map((finding) => finding.scanner))].toSorted();
  const states = ['new', 'existing', 'open', 'suppressed'];
  return [
    '<div class="toolbar needs-script" role="search" hidden>',
    '<label class="visually-hidden" for="query">Search findings</label><input type="search" id="query" placeholder="Search path, title, rule or id" autocomplete="off" spellcheck="false">',
    select('scanner', 'All scanners', scanners),
    select('state', 'Any state', states),
    '<button type="button" class="ghost" id="clear" hidden>Clear filters</button>',
    '<span class="count" id="count" role="status" aria-live="polite"></span></div>',
  ].join('');
}

function select(id: string, all: string, values: readonly string[]): string {
  const options = values.map((value) => `<option value="${escapeHtml(value)}">${escapeHtml(value)}</option>`);
  return `<label class="visually-hidden" for="${id}">${all}</label><select id="${id}"><option value="">${all}</option>${options.join('')}</select>`;
}

function* plainList(findings: readonly Finding[]): Generator<string> {
  if (findings.length === 0) return;
  yield '<noscript><ol>';
  for (const finding of findings.slice(0, PLAIN_ROWS)) {
    const suppressed = finding.suppression === undefined ? '' : ' (suppressed)';
    const text = [finding.title, placeText(primaryLocation(finding)), finding.remediation.summary];
    yield `<li><strong>${finding.severity}${suppressed}</strong> ${text.map((part) => escapeHtml(shorten(part, 300))).join('. ')}</li>`;
  }
  const rest = findings.length - PLAIN_ROWS;
  yield `</ol>${rest > 0 ? `<p>${plural(rest, 'more finding')} in the list that scripts show.</p>` : ''}</noscript>`;
}

function helpDialog(): string {
  const keys = [
    ['j / k', 'next, previous finding'],
    ['Enter', 'open the finding'],
    ['Esc', 'close it'],
    ['/', 'search'],
    ['1 – 5', 'filter by severity, critical to info'],
    ['x', 'clear the filters'],
  ];
  const rows = keys.map(([key, text]) => `<dt><kbd>${key}</kbd></dt><dd>${text}</dd>`).join('');
  return `<dialog aria-labelledby="keys"><h2 id="keys">Keys</h2><dl>${rows}</dl><button type="button" class="ghost">Close</button></dialog>\n`;
}
