/** Node's crypto by name. An `import` of it would load all that it has, as WebCrypto: four milliseconds of each start. */
import { nodeCrypto } from '@sallyport/kernel';

export const {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  publicDecrypt,
  scryptSync,
  sign,
  verify,
} = nodeCrypto();
