import { isForeignObject, jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

/**
 * Whether labels satisfy a selector (`matchLabels` and `matchExpressions`, all of them). A selector that is not there or empty
 * matches everything; an operator that nobody knows matches nothing.
 */
export function selects(selector: unknown, labels: ReadonlyMap<string, string>): boolean {
  const wanted = jsonMember(selector, 'matchLabels');
  const pairs = isForeignObject(wanted) ? Object.entries(wanted) : [];
  if (!pairs.every(([key, value]) => labels.get(key) === value)) return false;
  return jsonList(selector, 'matchExpressions').every((expression) => holds(expression, labels));
}

function holds(expression: unknown, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(jsonText(expression, 'key') ?? '');
  const values = jsonTexts(expression, 'values');
  switch (jsonText(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
