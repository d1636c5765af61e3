/** Invisible characters that JSON leaves as they are, and that would act on a terminal or an editor. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * JSON in which no character acts on a terminal: the same value as `JSON.stringify` gives,
 * with control characters and direction overrides as `\u` escapes.
 */
export function safeJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replaceAll(UNSAFE, escaped);
}

/** `safeJson` for a `<script type="application/json">`: no tag can end or open inside. */
export function htmlSafeJson(value: unknown): string {
  return safeJson(value).replaceAll(/[<>&]/g, escaped);
}

function escaped(character: string): string {
  return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
