import { StructMap, StructSet } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Session } from './session.ts';

/** How deep a value is looked into to guess its size. */
const LOOK = 3;

/** A guess at how many parts an operation on a value goes through; keys of objects only where they are walked. */
// oxlint-disable-next-line complexity -- one arm for each kind of value, at every call of a builtin
function sizeHint(value: Value, walked: boolean, depth: number): number {
  if (typeof value === 'string') return value.length >> 6;
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) {
    const { length } = value;
    if (length === 0 || depth >= LOOK) return length;
    const [first, last] = [value[0] as Value, value[length - 1] as Value];
    return length + sizeHint(first, walked, depth + 1) + (length > 1 ? sizeHint(last, walked, depth + 1) : 0);
  }
  if (value instanceof StructSet || value instanceof StructMap) return value.size;
  if (!walked) return 1;
  const values = Object.values(value) as Value[];
  return values.length === 0 || depth >= LOOK
    ? values.length
    : values.length + sizeHint(values[0] as Value, walked, depth + 1);
}

/** Pays for the operand of a builtin or a loop, so that work on large values counts as such. */
export function pay(session: Session, value: Value | undefined): void {
  if (value === undefined || typeof value === 'number' || typeof value === 'boolean') return;
  session.fuel -= sizeHint(value, false, 0);
  if (session.fuel < 0) session.refuel();
}

/** Pays for an operand that is walked whole: comparisons, and builtins that go through an object. */
export function payWhole(session: Session, value: Value | undefined): void {
  if (typeof value !== 'object' || value === null) return;
  session.fuel -= sizeHint(value, true, 0);
  if (session.fuel < 0) session.refuel();
}
