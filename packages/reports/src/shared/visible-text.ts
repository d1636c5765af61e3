/**
 * Characters that a reader does not see but that change what he sees: control characters and terminal escapes,
 * direction overrides, zero-width and tag characters, line separators, lone surrogates.
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/**
 * Foreign text on one line, with everything invisible written out (`\n`, `\x1b`, `\u{202e}`),
 * so that a file name can neither move the cursor nor fake a line of the report.
 */
export function visibleText(text: string): string {
  return text.replaceAll(INVISIBLE, written);
}

/** Foreign text that may have several lines: line ends stay, tabs become spaces, the rest is written out. */
export function visibleLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => visibleText(line.replaceAll('\t', '  ')))
    .join('\n');
}

function written(character: string): string {
  if (character === '\n') return String.raw`\n`;
  if (character === '\r') return String.raw`\r`;
  if (character === '\t') return String.raw`\t`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code < 0x100 ? String.raw`\x${hex.padStart(2, '0')}` : String.raw`\u{${hex}}`;
}
