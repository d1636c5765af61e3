import type { Builtin, BuiltinTable } from './builtin.ts';
import { collectionBuiltins } from './collections.ts';
import { numberBuiltins } from './numbers.ts';

const ALL: BuiltinTable = {
  ...numberBuiltins,
  ...collectionBuiltins,
};

export function builtinFor(name: string): Builtin {
  return ALL[name] ?? ((context) => context.session.fail('eval_builtin_error', `${name}: not available`));
}
