import type { JsonValue } from '@sallyport/kernel';
import { jsonList, jsonText, jsonTexts } from '@sallyport/kernel';

import type { FoundImage } from './found-image.ts';

/**
 * What FROM, `COPY --from` and `RUN --mount=from=` name, with the defaults of ARG; an earlier stage, by name or number, and `scratch`
 * are no images.
 */
export function stageImages(content: JsonValue): FoundImage[] {
  const found: FoundImage[] = [];
  const stages = new Set<string>();
  const defaults = new Map<string, string>();
  let isInStage = false;
  for (const [i, instruction] of (Array.isArray(content) ? content : []).entries()) {
    const command = jsonText(instruction, 'Cmd');
    const named = [...flagImages(instruction), ...(command === 'from' ? baseOf(instruction, defaults) : [])];
    for (const { image, path } of named)
      if (!stages.has(image.toLowerCase())) found.push({ image, path: [i, ...path] });
    // Only what stands before the first stage holds for FROM.
    if (command === 'arg' && !isInStage) noteDefaults(instruction, defaults);
    if (command !== 'from') continue;
    isInStage = true;
    const [, as, name] = jsonTexts(instruction, 'Value');
    if (as?.toLowerCase() === 'as' && name !== undefined) stages.add(name.toLowerCase());
  }
  return found;
}

function baseOf(instruction: unknown, defaults: ReadonlyMap<string, string>): FoundImage[] {
  const [word = ''] = jsonTexts(instruction, 'Value');
  const image = expanded(word, defaults);
  const index = jsonList(instruction, 'Value').indexOf(word);
  return image === '' || image === 'scratch' ? [] : [{ image, path: ['Value', index] }];
}

function noteDefaults(instruction: unknown, defaults: Map<string, string>): void {
  for (const word of jsonTexts(instruction, 'Value')) {
    const at = word.indexOf('=');
    if (at > 0) defaults.set(word.slice(0, at), word.slice(at + 1).replace(/^(["'])(.*)\1$/, '$2'));
  }
}

/** A text with the variables in it that have a default; what has none stays as it stands. */
function expanded(text: string, defaults: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{(?<braced>\w+)(?::-(?<fallback>[^{}$]*))?\}|(?<bare>\w+))/g,
    (whole: string, braced?: string, fallback?: string, bare?: string) =>
      defaults.get(braced ?? bare ?? '') ?? fallback ?? whole,
  );
}

/** What the flags of an instruction name; a number is an earlier stage. */
function flagImages(instruction: unknown): FoundImage[] {
  return jsonTexts(instruction, 'Flags').flatMap((text, flag) => {
    const images = /^--mount=/i.test(text)
      ? fieldsOf(text.slice('--mount='.length)).flatMap((field) => fromIn(field))
      : fromIn(text.replace(/^--/, ''));
    return images.filter((image) => !/^\d*$/.test(image)).map((image) => ({ image, path: ['Flags', flag] }));
  });
}

function fromIn(field: string): string[] {
  const image = /^from=(?<image>.*)$/i.exec(field)?.groups?.['image'];
  return image === undefined ? [] : [image];
}

/** The fields of a line of CSV, without their quotes. */
function fieldsOf(text: string): string[] {
  return Array.from(text.matchAll(/"(?<quoted>(?:[^"]|"")*)"|(?<bare>[^,]+)/g), ({ groups }) =>
    groups?.['quoted'] === undefined ? (groups?.['bare'] ?? '') : groups['quoted'].replaceAll('""', '"'),
  );
}
