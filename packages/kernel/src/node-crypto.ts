import type * as crypto from 'node:crypto';

/** Node's crypto, loaded when it is first needed: that takes six milliseconds, and a start of the command line needs none. */
export function nodeCrypto(): typeof crypto {
  return process.getBuiltinModule('node:crypto');
}
