import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import type { Value } from '../../shared/values.ts';
import { STRING, binary, unary } from './builtin.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';

function digest(name: string, algorithm: string): Builtin {
  return unary(name, STRING, (text, context) => {
    context.session.charge(1 + text.length / 16);
    return createHash(algorithm).update(text).digest('hex');
  });
}

function hmac(name: string, algorithm: string): Builtin {
  return binary(name, STRING, STRING, (text, key, context) => {
    context.session.charge(1 + (text.length + key.length) / 16);
    return createHmac(algorithm, key).update(text).digest('hex');
  });
}

function sameMac(a: string, b: string): Value {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export const hashBuiltins: BuiltinTable = {
  'crypto.md5': digest('crypto.md5', 'md5'),
  'crypto.sha1': digest('crypto.sha1', 'sha1'),
  'crypto.sha256': digest('crypto.sha256', 'sha256'),
  'crypto.hmac.md5': hmac('crypto.hmac.md5', 'md5'),
  'crypto.hmac.sha1': hmac('crypto.hmac.sha1', 'sha1'),
  'crypto.hmac.sha256': hmac('crypto.hmac.sha256', 'sha256'),
  'crypto.hmac.sha512': hmac('crypto.hmac.sha512', 'sha512'),
  'crypto.hmac.equal': binary('crypto.hmac.equal', STRING, STRING, sameMac),
};
