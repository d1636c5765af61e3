import { visibleLines, visibleText } from './visible-text.ts';

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Foreign text for HTML and XML, as element content or inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return visibleText(text).replaceAll(/[&<>"']/g, (character) => HTML[character] ?? character);
}

/** `escapeHtml` for `<pre>`: line ends stay. */
export function escapeHtmlLines(text: string): string {
  return visibleLines(text).replaceAll(/[&<>"']/g, (character) => HTML[character] ?? character);
}

/**
 * Foreign text for GitHub and GitLab Markdown, on one line: no link, tag, table cell, mention, emphasis or
 * automatic link can start in it. Entities are used because backslashes do not stop mentions and bare links.
 */
export function escapeMarkdown(text: string): string {
  return visibleText(text)
    .replaceAll(/[&<>"'\\`*_{}[\]()#+!|~@$^=:]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#46;`)
    .replace(/^(\s*)-(?=[\s-]|$)/, '$1&#45;')
    .replace(/^(\s*\d+)\.(?=\s|$)/, '$1&#46;');
}

/** Foreign text as inline code. Inside a table cell a `|` would end the cell even in code, so it is written as an entity outside of backticks. */
export function markdownCode(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** A link whose text and address are foreign; only http and https addresses become links. */
export function markdownLink(text: string, url: string): string {
  const safe = webUrl(url);
  return safe === undefined ? escapeMarkdown(text) : `[${escapeMarkdown(text)}](${safe})`;
}

/** The address where it is a plain web address (http or https, no credentials), else undefined. */
export function webUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  return encodeUnwise(url.href);
}

/** Percent-encodes what RFC 3986 allows or browsers tolerate, but what would end a Markdown link or a quoted attribute. */
function encodeUnwise(url: string): string {
  return url.replaceAll(
    /[()<>|\\`*[\]~^{}"']/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
