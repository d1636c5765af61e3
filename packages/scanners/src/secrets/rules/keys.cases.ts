import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'private-key': {
    bad: [
      '-----BEGIN RSA PRIVATE KEY-----\n{base64*64}\n{base64*64}\n{base64*20}=\n-----END RSA PRIVATE KEY-----\n',
      '"key": "-----BEGIN PRIVATE KEY-----\\n{base64*64}\\n{base64*40}==\\n-----END PRIVATE KEY-----\\n"',
      '-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{A-F0-9*32}\n\n{base64*64}\n-----END EC PRIVATE KEY-----',
    ],
    ok: [
      '-----BEGIN PRIVATE KEY-----\nanything\n-----END PRIVATE KEY-----',
      '-----BEGIN PUBLIC KEY-----\n{base64*64}\n-----END PUBLIC KEY-----',
      "const pem = '-----BEGIN PRIVATE KEY-----\\n' + body + '\\n-----END PRIVATE KEY-----'",
    ],
  },
  'putty-private-key': {
    bad: [
      'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ann\nPublic-Lines: 2\n{base64*64}\n{base64*20}\nPrivate-Lines: 1\n{base64*64}\nPrivate-MAC: {hex*40}\n',
    ],
    ok: ['PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n'],
  },
  'jwk-private-key': {
    bad: ['{ "kty": "EC", "crv": "P-256", "x": "{web*43}", "y": "{web*43}", "d": "{web*43}" }'],
    ok: ['{ "kty": "EC", "crv": "P-256", "x": "{web*43}", "y": "{web*43}" }'],
  },
  'pkcs12-file': {
    bad: [{ path: 'certs/client.p12', text: '' }],
    ok: [{ path: 'certs/client.pem', text: '' }],
  },
  jwt: {
    bad: ['token = "eyJ{alnum*33}.eyJ{web*80}.{web*43}"'],
    ok: ['keys.eyes.{web*43}', 'token = "eyJ{alnum*33}"'],
  },
  'jwt-base64': {
    bad: ['token = "ZXlKaGJHY2lPaU{base64*200}"'],
    ok: ['token = "ZXlKaGJHY2lPaU"', 'token = "{base64*200}"'],
  },
};
