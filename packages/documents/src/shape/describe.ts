import type { AnyShape, NumberRules, StringRules } from './shape.ts';

/** What a shape asks for, in a few words. */
export function describe(shape: AnyShape): string {
  switch (shape.kind) {
    case 'string':
      return whatOf(shape.rules);
    case 'enum':
      return `one of ${shape.values.join(', ')}`;
    case 'number':
      return shape.rules.integer === true ? 'a whole number' : 'a number';
    case 'boolean':
      return 'true or false';
    case 'any':
      return 'a value';
    case 'array':
      return `a list (${describe(shape.item)} each)`;
    case 'record':
    case 'object':
      return 'an object';
    case 'union':
      return [...new Set(shape.options.map((option) => describe(option)))].join(' or ');
  }
}

function whatOf(rules: StringRules): string {
  return rules.what ?? 'a string';
}

/** What is wrong with a string, or undefined. */
export function checkString(value: string, rules: StringRules): string | undefined {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = rules;
  if (value.length < minLength) {
    return value.length === 0 ? 'is empty' : `is shorter than ${minLength} characters`;
  }
  if (value.length > maxLength) return `is longer than ${maxLength} characters`;
  if (pattern !== undefined && !pattern.test(value)) {
    return `"${value.slice(0, 60)}" is not ${rules.what ?? `of the form ${pattern.source}`}`;
  }
  return rules.check?.(value);
}

/** What is wrong with a number, or undefined. */
export function checkNumber(value: number, rules: NumberRules): string | undefined {
  const { integer = false, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rules;
  if (!Number.isFinite(value)) return 'is no finite number';
  if (integer && !Number.isInteger(value)) return `${value} is no whole number`;
  if (value < min) return `${value} is less than ${min}`;
  return value > max ? `${value} is more than ${max}` : undefined;
}
