import { isIntegral, numberText, toDouble } from '../../shared/decimal.ts';
import { isNumeric } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Numeric } from '../../shared/decimal.ts';
import { displayText } from '../text.ts';

interface Directive {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly verb: string;
}

const DIRECTIVE = /%(?:\[(\d+)\])?([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:\[(\d+)\])?(.)?/gsu;
/** Wider fields are refused: Go does so too. */
const MAX_WIDTH = 1_000_000;

/** Most formats have only `%v`, `%s` and `%d` without flags, for texts, whole numbers and composites. */
function plainFormat(format: string, args: readonly Value[]): string | undefined {
  let text = '';
  let from = 0;
  let next = 0;
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', from)) {
    const arg = args[next++];
    const verb = format.charCodeAt(at + 1);
    if (arg === undefined || !isPlainVerb(verb, arg)) return undefined;
    text += format.slice(from, at) + displayText(arg);
    from = at + 2;
  }
  return next === args.length ? text + format.slice(from) : undefined;
}

/** `%v` of anything, `%s` of what is no number, `%d` of a whole number. */
function isPlainVerb(verb: number, arg: Value): boolean {
  if (verb === 118) return true;
  return isNumeric(arg) ? verb === 100 && isIntegral(arg) : verb === 115;
}

/** `sprintf` with Go's verbs over values of the language. Undefined where a width is too large. */
export function sprintf(format: string, args: readonly Value[]): string | undefined {
  const plain = plainFormat(format, args);
  if (plain !== undefined) return plain;
  let next = 0;
  let tooWide = false;
  let reordered = false;
  // oxlint-disable-next-line max-params, complexity -- the shape of a replacer
  const text = format.replaceAll(DIRECTIVE, (...match: (string | undefined)[]) => {
    const [whole = '', first, flags = '', widthText, precisionText, second, verb] = match;
    if (verb === undefined) return '%!(NOVERB)';
    if (verb === '%') return '%';
    const position = second ?? first;
    if (position !== undefined) {
      next = Number(position) - 1;
      reordered = true;
    }
    const number = (digits: string | undefined): number | undefined => {
      if (digits !== '*') return digits === undefined ? undefined : Number(digits);
      return Number(args[next++] ?? 0);
    };
    const width = number(widthText);
    const precision = whole.includes('.') ? (number(precisionText) ?? 0) : undefined;
    if ((width ?? 0) > MAX_WIDTH || (precision ?? 0) > MAX_WIDTH) {
      tooWide = true;
      return '';
    }
    const arg = args[next++];
    if (arg === undefined) return `%!${verb}(${position === undefined ? 'MISSING' : 'BADINDEX'})`;
    return formatOne({ flags, width, precision, verb }, arg);
  });
  if (tooWide) return undefined;
  if (reordered || next >= args.length) return text;
  const extra = args.slice(next).map((arg) => `${goType(arg)}=${displayText(arg)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function goType(value: Value): string {
  if (isNumeric(value)) return isIntegral(value) ? (typeof value === 'bigint' ? '*big.Int' : 'int') : 'float64';
  return 'string';
}

function formatOne(directive: Directive, value: Value): string {
  const { verb } = directive;
  if (verb === 'T') return pad(directive, goType(value));
  if (verb === 'v' && isNumeric(value)) return pad(directive, signed(directive, numberText(value)));
  if (isNumeric(value)) return isIntegral(value) ? integer(directive, BigInt(value)) : float(directive, value);
  if (verb === 't' && typeof value === 'boolean') return pad(directive, String(value));
  return text(directive, displayText(value), value);
}

function text(directive: Directive, shown: string, value: Value): string {
  const cut = directive.precision === undefined ? shown : Array.from(shown).slice(0, directive.precision).join('');
  switch (directive.verb) {
    case 'v':
      return pad(directive, directive.flags.includes('#') && typeof value === 'string' ? JSON.stringify(shown) : cut);
    case 's':
      return pad(directive, cut);
    case 'q':
      return pad(directive, JSON.stringify(cut));
    case 'x':
    case 'X': {
      const hex = Buffer.from(cut).toString('hex');
      return pad(directive, directive.verb === 'x' ? hex : hex.toUpperCase());
    }
    default:
      return `%!${directive.verb}(string=${shown})`;
  }
}

const BASES: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const PREFIXES: Readonly<Record<string, string>> = { x: '0x', X: '0X', o: '0', b: '0b', O: '0o' };

function integer(directive: Directive, value: bigint): string {
  const { verb, flags, precision } = directive;
  const base = BASES[verb];
  if (base === undefined) return integerByOtherVerb(directive, value);
  let digits = (value < 0n ? -value : value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  const prefix = verb === 'O' || (flags.includes('#') && verb !== 'd') ? (PREFIXES[verb] ?? '') : '';
  const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return pad(directive, `${sign}${prefix}${digits}`);
}

// oxlint-disable-next-line complexity -- one arm for each verb
function integerByOtherVerb(directive: Directive, value: bigint): string {
  const { verb } = directive;
  if (verb === 'c' || verb === 'q' || verb === 'U') {
    const code = value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd;
    if (verb === 'U') return pad(directive, `U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
    const character = String.fromCodePoint(code);
    return pad(directive, verb === 'c' ? character : `'${character}'`);
  }
  if ('eEfFgG'.includes(verb)) return `%!${verb}(int=${String(value).padStart(directive.width ?? 0, ' ')})`;
  if (verb === 's' && (value > 9223372036854775807n || value < -9223372036854775808n))
    return pad(directive, String(value));
  return `%!${verb}(int=${value})`;
}

function float(directive: Directive, value: Numeric): string {
  const { verb, precision } = directive;
  const double = toDouble(value);
  switch (verb) {
    case 'f':
    case 'F':
      return pad(directive, signed(directive, double.toFixed(Math.min(precision ?? 6, 100))));
    case 'e':
    case 'E': {
      const shown = double.toExponential(Math.min(precision ?? 6, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
      return pad(directive, signed(directive, verb === 'E' ? shown.toUpperCase() : shown));
    }
    case 'g':
    case 'G':
      return pad(
        directive,
        signed(
          directive,
          precision === undefined ? numberText(value) : String(Number(double.toPrecision(Math.max(precision, 1)))),
        ),
      );
    case 's':
      return `%!s(float64=${numberText(value)})`;
    default:
      return `%!${verb}(float64=${numberText(value)})`;
  }
}

function signed(directive: Directive, shown: string): string {
  if (shown.startsWith('-')) return shown;
  return directive.flags.includes('+') ? `+${shown}` : directive.flags.includes(' ') ? ` ${shown}` : shown;
}

function pad(directive: Directive, shown: string): string {
  const { width = 0, flags } = directive;
  const length = Array.from(shown).length;
  if (length >= width) return shown;
  const fill = width - length;
  if (flags.includes('-')) return shown + ' '.repeat(fill);
  if (!flags.includes('0')) return ' '.repeat(fill) + shown;
  const sign = /^[+-]/.exec(shown)?.[0] ?? '';
  return sign + '0'.repeat(fill) + shown.slice(sign.length);
}
