import { rules } from './entry.ts';
import { base64, prefixed, written } from './shape.ts';

/** Private keys. */
export const keys = rules([
  {
    id: 'private-key',
    title: 'Private key',
    severity: 'critical',
    opens: 'everything that trusts the key',
    revoke: 'Make a new key pair, replace the public key everywhere, and revoke its certificates.',
    shape: written(
      ['-----begin'],
      String.raw`(-----BEGIN[ A-Z0-9_-]{0,80}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/]{0,37}[_=\s\\"',:;.()-]){1,160}?[A-Za-z0-9+/]{38}[\w+/=\s\\"',:;.()-]{0,12000}?-----END[ A-Z0-9_-]{0,80}PRIVATE KEY(?: BLOCK)?-----)`,
    ),
    maxLength: 13_000,
    unfiltered: true,
  },
  {
    id: 'putty-private-key',
    title: 'PuTTY private key',
    severity: 'critical',
    opens: 'every host that trusts the key',
    revoke: 'Make a new key pair, and take the public key off the hosts.',
    shape: written(
      ['putty-user-key-file-'],
      String.raw`(PuTTY-User-Key-File-[123]: [\w-]{3,40}\s[\s\S]{20,4000}?Private-Lines: \d{1,3}\s{1,2}[A-Za-z0-9+/=\s]{60,4000})`,
    ),
    maxLength: 8_500,
    unfiltered: true,
  },
  {
    id: 'jwk-private-key',
    title: 'Private JSON Web Key',
    severity: 'critical',
    opens: "signing or decrypting as the key's owner",
    revoke: 'Make a new key, and take this one out of the key set.',
    shape: written(
      ['"kty"'],
      String.raw`("kty"\s{0,3}:\s{0,3}"(?:RSA|EC|OKP)"[^{}]{0,3000}"d"\s{0,3}:\s{0,3}"[A-Za-z0-9_-]{40,800}")`,
    ),
    unfiltered: true,
  },
  {
    id: 'pkcs12-file',
    title: 'PKCS #12 file',
    severity: 'medium',
    opens: 'what the private key in the file opens, together with its password',
    revoke: 'Revoke the certificate, and make a new key.',
    shape: written([], ''),
    path: String.raw`(?:^|/)[^/]+\.(?:p12|pfx)$`,
  },
  {
    id: 'jwt',
    title: 'JSON Web Token',
    severity: 'medium',
    opens: "what the token's issuer grants, until it expires",
    revoke: 'End the session or revoke the token at its issuer.',
    url: 'https://www.rfc-editor.org/rfc/rfc7519',
    shape: written(
      ['ey'],
      String.raw`\b(ey[A-Za-z0-9]{17,1000}\.ey[A-Za-z0-9\\/_-]{17,2400}\.(?:[A-Za-z0-9\\/_-]{10,700}={0,2})?)(?:[^\w/+=-]|$)`,
    ),
    entropy: 3,
    allow: {
      secret: [String.raw`^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l`],
    },
  },
  {
    id: 'jwt-base64',
    title: 'JSON Web Token in base64',
    severity: 'medium',
    opens: "what the token's issuer grants, until it expires",
    revoke: 'End the session or revoke the token at its issuer.',
    shape: prefixed(['ZXlKaGJHY2lPaU', 'ZXlKMGVYQWlPaU', 'ZXlKcmFXUWlPaU'], `${base64(80, 4000)}={0,2}`),
    entropy: 3,
  },
]);
