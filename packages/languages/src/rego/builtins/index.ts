import { awsBuiltins } from './aws.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';
import { certificateBuiltins } from './certificates.ts';
import { collectionBuiltins } from './collections.ts';
import { encodingBuiltins } from './encoding.ts';
import { globBuiltins } from './globs.ts';
import { graphqlBuiltins } from './graphqls.ts';
import { graphBuiltins } from './graphs.ts';
import { hashBuiltins } from './hashes.ts';
import { miscBuiltins } from './misc.ts';
import { networkBuiltins } from './networks.ts';
import { numberBuiltins } from './numbers.ts';
import { pathBuiltins } from './paths.ts';
import { regexBuiltins } from './regexps.ts';
import { schemaBuiltins } from './schemas.ts';
import { stringBuiltins } from './strings.ts';
import { timeBuiltins } from './times.ts';
import { tokenBuiltins } from './tokens.ts';
import { unitBuiltins } from './units.ts';

const ALL: BuiltinTable = {
  ...numberBuiltins,
  ...collectionBuiltins,
  ...stringBuiltins,
  ...encodingBuiltins,
  ...pathBuiltins,
  ...regexBuiltins,
  ...globBuiltins,
  ...networkBuiltins,
  ...unitBuiltins,
  ...graphBuiltins,
  ...timeBuiltins,
  ...hashBuiltins,
  ...tokenBuiltins,
  ...miscBuiltins,
  ...certificateBuiltins,
  ...schemaBuiltins,
  ...graphqlBuiltins,
  ...awsBuiltins,
};

export function builtinFor(name: string): Builtin {
  return ALL[name] ?? ((context) => context.session.fail('eval_builtin_error', `${name}: not available`));
}
