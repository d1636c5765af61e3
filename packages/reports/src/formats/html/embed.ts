import { readFileSync, writeFileSync } from 'node:fs';

/** The page's style and script as a module's text: a bundle reads no files beside it. A test holds the written module to this. */
export function embeddedAssets(): string {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const style = read('./page.css');
  const script = `(() => {\n'use strict';\n${withoutModules(read('./details.js'))}${withoutModules(read('./page.js'))}})();\n`;
  return [
    '// Written by embed.ts from page.css, details.js and page.js: change those, then run `node packages/reports/src/formats/html/embed.ts`.\n',
    `export const PAGE_STYLE = ${JSON.stringify(style)};\n`,
    `export const PAGE_SCRIPT = ${JSON.stringify(script)};\n`,
  ].join('');
}

/** The two files are modules for the linter and one plain script in the page. */
function withoutModules(source: string): string {
  return source.replaceAll(/^import .*\n/gm, '').replaceAll(/^export /gm, '');
}

if (import.meta.main) writeFileSync(new URL('./generated/assets.ts', import.meta.url), embeddedAssets());
