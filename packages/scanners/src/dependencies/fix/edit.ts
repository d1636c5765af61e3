/** One replacement in one file. Offsets count UTF-16 units of the text as it was read. */
export interface Edit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A version that a manifest forces upon whoever brings a package: `name: value` in the object that `keys` lead to. */
export interface Force {
  readonly path: string;
  readonly keys: readonly string[];
  readonly name: string;
  readonly value: string;
}

/** What is proposed for one package: an edit of a manifest, a forced version, a command, or why there is neither. */
export type Proposal =
  | { readonly kind: 'edit'; readonly what: string; readonly edit: Edit; readonly after?: string }
  | { readonly kind: 'force'; readonly what: string; readonly force: Force; readonly after: string }
  | { readonly kind: 'command'; readonly what: string; readonly command: string }
  | { readonly kind: 'none'; readonly what: string; readonly reason: string };

/** The text with its edits, which must not overlap; overlapping ones after the first are left out. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start < at) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
