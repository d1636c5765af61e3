import { numeric } from './numbers.ts';
import type { Session } from './run/session.ts';
import {
  Duration,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  entriesOf,
  isMap,
  lookUp,
  mapKey,
  sizeOfMap,
} from './values.ts';
import type { CelMap, CelValue, PlainMap } from './values.ts';

/** Comparing longer texts is work. */
const LONG_TEXT = 4_096;

/** `==`: numbers by value whatever their type, values of different types are not equal. NaN equals nothing. */
// oxlint-disable-next-line complexity -- one arm for each kind of value
export function equal(a: CelValue, b: CelValue, session?: Session): boolean {
  if (typeof a === 'string') {
    if (a.length > LONG_TEXT) session?.work(a.length >> 8);
    return a === b;
  }
  if (a === b) return !Number.isNaN(a);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return equalNumbers(a, b);
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b, session);
  if (isMap(a)) return isMap(b) && equalMaps(a, b, session);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) return b instanceof Optional && equalOptionals(a, b, session);
  if (a instanceof Opaque) return b instanceof Opaque && a.typeName === b.typeName && a.equals(b);
  return equalNumbers(a, b);
}

function equalNumbers(a: CelValue, b: CelValue): boolean {
  const left = numeric(a);
  if (left === undefined) return false;
  const right = numeric(b);
  if (right === undefined) return false;
  return typeof left === typeof right ? left === right : Number(left) === Number(right);
}

function equalLists(a: readonly CelValue[], b: readonly CelValue[], session?: Session): boolean {
  session?.work(a.length);
  return a.length === b.length && a.every((item, i) => equal(item, b[i] as CelValue, session));
}

function equalMaps(a: PlainMap | CelMap, b: PlainMap | CelMap, session?: Session): boolean {
  const size = sizeOfMap(a);
  session?.work(size);
  if (size !== sizeOfMap(b)) return false;
  for (const [key, value] of entriesOf(a)) {
    const form = mapKey(key);
    const other = form === undefined ? undefined : lookUp(b, form);
    if (other === undefined || !equal(value, other, session)) return false;
  }
  return true;
}

function equalOptionals(a: Optional, b: Optional, session?: Session): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equal(a.value, b.value, session);
}

/** The order of two values of one kind, numbers of any; NaN where they have none, undefined where kinds differ. */
// oxlint-disable-next-line complexity -- one arm for each kind of value
export function compare(a: CelValue, b: CelValue): number | undefined {
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    if (right === undefined) return undefined;
    return typeof left === typeof right ? orderOf(left, right) : orderOf(Number(left), Number(right));
  }
  if (typeof a === 'string') return typeof b === 'string' ? compareTexts(a, b) : undefined;
  if (typeof a === 'boolean') return typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? Buffer.compare(a, b) : undefined;
  if (a instanceof Timestamp) return b instanceof Timestamp ? compareBigInts(a.nanos, b.nanos) : undefined;
  if (a instanceof Duration) return b instanceof Duration ? compareBigInts(a.nanos, b.nanos) : undefined;
  return undefined;
}

/** A large integer and a double are compared as doubles, as the reference implementation does. */
function orderOf(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : 0;
}

function compareBigInts(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const SURROGATES = /[\ud800-\udfff]/;

/** The order of UTF-8 bytes, which is that of code points. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  if (!SURROGATES.test(a) && !SURROGATES.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

/** True where two values are one in a set or as an element: `in`, `sets`, `distinct`. */
export function contains(list: readonly CelValue[], value: CelValue, session?: Session): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return list.includes(value);
  return list.some((item) => equal(item, value, session));
}
