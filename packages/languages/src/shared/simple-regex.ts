/** One character: a literal, an escaped one, any, or a class of them. */
const ATOM = String.raw`(?:[\w @/:=,~%&#;"'<>!-]|\\[.\-/_*+?()[\]{}|^$\\dw]|\.|\[\^?(?:[\w .@/:,=~%+!#*-]|\\[.\-/dw\]\\])+\])`;
const REPEAT = String.raw`(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})?`;
// oxlint-disable-next-line house/no-dynamic-regexp -- made of the two constants above
const SIMPLE = new RegExp(String.raw`^\^?(?:${ATOM}${REPEAT})*\$?$`);
const LONGEST = 200;

/**
 * A plain test for patterns where JavaScript's matcher means the same as RE2's and stays linear: a sequence of single
 * characters and classes, with no unbounded repetition, or with one behind a `^`. Undefined for every other pattern.
 */
export function simpleTest(source: string): ((text: string) => boolean) | undefined {
  if (source.length > LONGEST || !SIMPLE.test(source)) return undefined;
  const bare = source.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  const unbounded = bare.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  if (unbounded > (source.startsWith('^') ? 1 : 0)) return undefined;
  const dots = source.replaceAll(/\\.|\[[^\]]*\]|\./g, (part) => (part === '.' ? String.raw`[^\n]` : part));
  try {
    // oxlint-disable-next-line house/no-dynamic-regexp -- at most one unbounded repetition, and that anchored
    const pattern = new RegExp(dots, 'u');
    return (text) => pattern.test(text);
  } catch {
    return undefined;
  }
}
