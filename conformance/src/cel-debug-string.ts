import type { CelChecked, CelExpr, CelReference } from '@sallyport/languages/cel';

/** What follows each part in the text of a tree. */
export type Adorn = (part: CelExpr | 'entry') => string;

/** The tree of an expression as the suites of the specification write it, indented by two spaces a level. */
export function debugString(expr: CelExpr, adorn: Adorn, checked?: CelChecked): string {
  return new Writer(adorn, checked).part(expr, 0);
}

const CONSTANTS: Readonly<Record<string, string>> = {
  null: 'NullValue',
  bool: 'BoolValue',
  int: 'Int64Value',
  uint: 'Uint64Value',
  double: 'DoubleValue',
  string: 'StringValue',
  bytes: 'BytesValue',
};
const PARTS: Readonly<Record<string, string>> = {
  ident: 'Ident',
  select: 'Select',
  call: 'Call',
  list: 'List',
  map: 'Struct',
  message: 'Struct',
  fold: 'Comprehension',
};

/** Shows the kind of each part: `a^#*expr.Expr_IdentExpr#`. */
export const kinds: Adorn = (part) => {
  if (part === 'entry') return '^#*expr.Expr_CreateStruct_Entry#';
  if (part.kind === 'const') return `^#*expr.Constant_${CONSTANTS[part.type] ?? ''}#`;
  return `^#*expr.Expr_${PARTS[part.kind] ?? ''}Expr#`;
};

/** Shows the type of each part, and what it refers to: `a~int^a`. */
export function meanings({ types, references }: CelChecked, formatType: (type: never) => string): Adorn {
  return (part) => {
    if (part === 'entry') return '';
    const type = types.get(part);
    return `${type === undefined ? '' : `~${formatType(type as never)}`}${referenceText(references.get(part))}`;
  };
}

function referenceText(reference: CelReference | undefined): string {
  if (reference === undefined) return '';
  if (reference.kind === 'name') return `^${reference.name}`;
  return `^${reference.overloads
    .map(({ id }) => id)
    .sort()
    .join('|')}`;
}

class Writer {
  readonly #adorn: Adorn;
  readonly #checked: CelChecked | undefined;

  constructor(adorn: Adorn, checked: CelChecked | undefined) {
    this.#adorn = adorn;
    this.#checked = checked;
  }

  part(expr: CelExpr, level: number): string {
    const reference = this.#checked?.references.get(expr);
    const text = reference?.kind === 'name' ? reference.name : this.#bare(expr, level, reference);
    return text + this.#adorn(expr);
  }

  // oxlint-disable-next-line complexity -- one arm for each kind of part
  #bare(expr: CelExpr, level: number, reference: CelReference | undefined): string {
    switch (expr.kind) {
      case 'const':
        return literal(expr);
      case 'ident':
        return expr.name;
      case 'select':
        return `${this.part(expr.operand, level)}.${expr.field}${expr.test ? '~test-only~' : ''}`;
      case 'call': {
        const isQualified = reference?.kind === 'call' && reference.isQualified;
        const target = expr.target === undefined || isQualified ? '' : `${this.part(expr.target, level)}.`;
        const name =
          reference?.kind === 'call' && (isQualified || expr.target === undefined) ? reference.name : expr.name;
        return `${target}${name}(${this.#lines(level, expr.args)})`;
      }
      case 'list':
        return `[${this.#lines(level, expr.items)}]`;
      case 'map':
        return `{${this.#entries(
          level,
          expr.entries.map(({ key, value, optional }) => ({ key: this.part(key, level + 1), value, optional })),
        )}}`;
      case 'message':
        return `${expr.name}{${this.#entries(
          level,
          expr.fields.map(({ name, value, optional }) => ({ key: name, value, optional })),
        )}}`;
      default:
        return this.#fold(expr, level);
    }
  }

  #lines(level: number, parts: readonly CelExpr[]): string {
    return block(
      level,
      parts.map((part) => this.part(part, level + 1)),
    );
  }

  #entries(level: number, entries: readonly { key: string; value: CelExpr; optional: boolean }[]): string {
    const lines = entries.map(
      ({ key, value, optional }) =>
        `${optional ? '?' : ''}${key}:${this.part(value, level + 1)}${this.#adorn('entry')}`,
    );
    return block(level, lines);
  }

  #fold(expr: Extract<CelExpr, { kind: 'fold' }>, level: number): string {
    const variable =
      expr.iterVar2 === undefined ? expr.iterVar : `${expr.iterVar},\n${'  '.repeat(level + 1)}${expr.iterVar2}`;
    const parts: readonly (readonly [string, string])[] = [
      ['Variable', variable],
      ['Target', this.part(expr.range, level + 1)],
      ['Accumulator', expr.accuVar],
      ['Init', this.part(expr.init, level + 1)],
      ['LoopCondition', this.part(expr.loopCondition, level + 1)],
      ['LoopStep', this.part(expr.step, level + 1)],
      ['Result', this.part(expr.result, level + 1)],
    ];
    const indent = '  '.repeat(level + 1);
    return `__comprehension__(\n${parts.map(([title, text]) => `${indent}// ${title}\n${indent}${text}`).join(',\n')})`;
  }
}

function block(level: number, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const indent = '  '.repeat(level + 1);
  return `\n${lines.map((line) => indent + line).join(',\n')}\n${'  '.repeat(level)}`;
}

function literal({ type, value }: Extract<CelExpr, { kind: 'const' }>): string {
  switch (type) {
    case 'string':
      return `"${escaped(value as string)}"`;
    case 'bytes':
      return `b"${escaped(Buffer.from(value as Uint8Array).toString('latin1'))}"`;
    case 'uint':
      return `${String((value as { value: bigint }).value)}u`;
    case 'double':
      return doubleText(typeof value === 'number' ? value : (value as { value: number }).value);
    default:
      return String(value);
  }
}

function doubleText(value: number): string {
  if (Math.abs(value) < 1e6) return Object.is(value, -0) ? '-0' : String(value);
  return value.toExponential().replace(/e\+(\d)$/, 'e+0$1');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': String.raw`\a`,
  '\b': String.raw`\b`,
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\v': String.raw`\v`,
  '\f': String.raw`\f`,
  '\r': String.raw`\r`,
  '"': String.raw`\"`,
  '\\': '\\\\',
};

/** The way Go quotes: what cannot be printed is escaped. */
function escaped(text: string): string {
  return Array.from(text, (character) => {
    const known = ESCAPES[character];
    if (known !== undefined) return known;
    if (/^[\p{L}\p{M}\p{N}\p{S}\p{P} ]$/u.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return String.raw`\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000
      ? String.raw`\u${code.toString(16).padStart(4, '0')}`
      : String.raw`\U${code.toString(16).padStart(8, '0')}`;
  }).join('');
}
