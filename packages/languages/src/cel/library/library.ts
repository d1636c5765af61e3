import type { Session } from '../run/session.ts';
import type { Macro } from '../syntax/macros.ts';
import { parseSignature } from '../types.ts';
import type { CelType, Signature } from '../types.ts';
import type { CelValue } from '../values.ts';

/** What computes an overload: its operands have the types of the signature. */
// oxlint-disable-next-line typescript/no-invalid-void-type -- no void here: `never` lets any operands be declared
type Run = (session: Session, ...operands: never[]) => CelValue;

/** One overload of a function, as a library writes it down: `['size_list', '(list(T)) -> int', run]`. */
export type OverloadSpec = readonly [id: string, signature: string, run: Run];

export interface Overload extends Signature {
  readonly id: string;
  readonly run: (session: Session, ...operands: readonly CelValue[]) => CelValue;
}

/** A part of the language that can be left out. */
export interface Library {
  readonly name: string;
  readonly functions: Readonly<Record<string, readonly OverloadSpec[]>>;
  readonly macros?: readonly Macro[];
  /** Constants by name. */
  readonly constants?: Readonly<Record<string, { readonly type: CelType; readonly value: CelValue }>>;
}

/** Every overload by the name of its function. */
export type FunctionTable = ReadonlyMap<string, readonly Overload[]>;

/** A library whose signatures are read. */
export interface ReadyLibrary extends Omit<Library, 'functions'> {
  readonly functions: FunctionTable;
}

export function readyLibrary(library: Library): ReadyLibrary {
  const entries = Object.entries(library.functions);
  return { ...library, functions: new Map(entries.map(([name, specs]) => [name, specs.map(overloadOf)] as const)) };
}

/** The functions of libraries in one table; of two overloads with one id the later one holds. */
export function functionTable(libraries: readonly ReadyLibrary[]): FunctionTable {
  const table = new Map<string, readonly Overload[]>();
  for (const { functions } of libraries) {
    for (const [name, overloads] of functions) {
      const known = table.get(name)?.filter(({ id }) => !overloads.some((own) => own.id === id));
      table.set(name, known === undefined ? overloads : [...known, ...overloads]);
    }
  }
  return table;
}

function overloadOf([id, signature, run]: OverloadSpec): Overload {
  return { id, ...parseSignature(signature), run: run as Overload['run'] };
}
