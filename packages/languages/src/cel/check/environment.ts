import type { FunctionTable, ReadyLibrary } from '../library/library.ts';
import { functionTable } from '../library/library.ts';
import type { CelType } from '../types.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  NULL,
  STRING,
  TIMESTAMP,
  UINT,
  listOf,
  mapOf,
  optionalOf,
  typeOfType,
} from '../types.ts';
import { TypeValue } from '../values.ts';
import type { CelValue } from '../values.ts';

/** What names mean: variables, constants and functions. */
export interface Environment {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly constants: ReadonlyMap<string, { readonly type: CelType; readonly value: CelValue }>;
  readonly functions: FunctionTable;
  /** The name in whose scope short names are looked up. */
  readonly container: string;
  /** Compares numbers of different types with `<` and its like. */
  readonly crossTypeNumbers: boolean;
}

const TYPE_NAMES: readonly (readonly [string, CelType])[] = [
  ['bool', BOOL],
  ['int', INT],
  ['uint', UINT],
  ['double', DOUBLE],
  ['string', STRING],
  ['bytes', BYTES],
  ['null_type', NULL],
  ['list', listOf(DYN)],
  ['map', mapOf(DYN, DYN)],
  ['google.protobuf.Timestamp', TIMESTAMP],
  ['google.protobuf.Duration', DURATION],
  ['optional_type', optionalOf(DYN)],
];

export interface EnvironmentOptions {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly libraries: readonly ReadyLibrary[];
  readonly container: string;
  readonly crossTypeNumbers: boolean;
}

export function environmentOf({ variables, libraries, container, crossTypeNumbers }: EnvironmentOptions): Environment {
  const constants = new Map<string, { type: CelType; value: CelValue }>();
  for (const [name, type] of TYPE_NAMES) constants.set(name, { type: typeOfType(type), value: new TypeValue(name) });
  constants.set('type', { type: typeOfType(typeOfType()), value: new TypeValue('type') });
  for (const library of libraries) {
    for (const [name, constant] of Object.entries(library.constants ?? {})) constants.set(name, constant);
  }
  return { variables, constants, functions: functionTable(libraries), container, crossTypeNumbers };
}

/** What a name may stand for, the most local first. */
export function candidates(container: string, name: string): string[] {
  if (name.startsWith('.')) return [name.slice(1)];
  const found: string[] = [];
  for (let scope = container; scope !== ''; scope = scope.slice(0, Math.max(0, scope.lastIndexOf('.')))) {
    found.push(`${scope}.${name}`);
  }
  found.push(name);
  return found;
}
