import { rules } from './entry.ts';
import { assignedLiteral, urlPassword, written } from './shape.ts';

/** Shapes that many secrets have; what a specific rule saw is left to it. */
export const generic = rules([
  {
    id: 'curl-auth-header',
    title: 'Credential in a curl header',
    severity: 'high',
    opens: 'the service that the command calls',
    revoke: 'Revoke the token or change the password at that service.',
    shape: written(
      ['curl'],
      String.raw`\bcurl\b(?:[^\n\\]|\\[\s\S]|\n[ \t]){0,600}?(?:-H|--header)[ =]{0,4}["'][ ]?(?:Authorization:[ ]{0,4}(?:(?:[Bb]asic|[Bb]earer|[Tt]oken|Api-?[Tt]oken)[ ]{1,4})?|[\w-]{0,24}(?:[Kk]ey|KEY|[Tt]oken|TOKEN):[ ]{0,4})([A-Za-z0-9=~@.+/_-]{8,3000})["']`,
    ),
    entropy: 2.75,
    maxLength: 4_000,
    allow: { match: [String.raw`[Bb]asic[ ]{1,4}eyJ[\w-]{1,400}\.`] },
  },
  {
    id: 'curl-auth-user',
    title: 'Credential in a curl command',
    severity: 'high',
    opens: 'the service that the command calls',
    revoke: 'Change the password at that service.',
    shape: written(
      ['curl'],
      String.raw`\bcurl\b(?:[^\n\\]|\\[\s\S]){0,300}?(?:-u|--user)[ =]{1,3}["']?([^\s"':$<>{}]{1,60}:[^\s"'$<>{}]{6,80})["']?(?:\s|$)`,
    ),
    entropy: 2.5,
  },
  {
    id: 'basic-auth-url',
    title: 'Password in a URL',
    severity: 'medium',
    opens: 'the service at the URL',
    revoke: 'Change the password at that service.',
    shape: urlPassword(['http', 'https']),
    generic: true,
    entropy: 2.5,
  },
  {
    id: 'generic-api-key',
    title: 'Secret assigned to a name',
    severity: 'medium',
    opens: 'whatever the name says',
    revoke: 'Find out what it opens, revoke it there, and read it from the environment or a secret store.',
    shape: assignedLiteral(
      ['api-key', 'api-secret', 'secret', 'token', 'access-key', 'auth-key', 'private-key'],
      '[A-Za-z0-9_.=/+-]{16,150}',
    ),
    generic: true,
    entropy: 3.5,
    allow: {
      match: [
        '(?:[Tt]oken|TOKEN|[Ss]ecrets?|SECRETS?|[Kk]ey|KEY)[_-]?(?:[Ii]ds?|IDS?|[Nn]ame|NAME|[Ll]ength|LENGTH|[Uu]rl|URL|[Uu]ri|[Tt]ype|[Pp]ath|PATH|[Ff]ile|FILE|[Hh]ash|[Vv]ersion)[^a-z]',
        '^Secrets',
        '^(?:[Tt]oken|TOKEN)(?:ize|s\\b|izer)',
        '^[^"\'=:>,(]*(?:ARN|[Aa]rn)[^a-z]',
      ],
      line: ['(?:[Pp]ublic|PUBLIC|csrf|CSRF|[Xx]srf|XSRF)[_-]?(?:[Tt]oken|TOKEN|[Kk]ey|KEY)', 'jsonwebtoken'],
      secret: [
        '^[a-z-]+[./][a-z]',
        '^[A-Z0-9_-]*$',
        '\\.(?:com|net|org|io|dev|js|ts|json|pem|key|crt|html?|png|svg)\\b',
        '^[a-z][\\w]*(?:\\.[a-z][\\w]*)+$',
        '^(?:process|window|this|self|config|env|data|module|import)\\.',
        '^https?:',
        '^[./]',
      ],
    },
  },
  {
    id: 'generic-password',
    title: 'Password assigned to a name',
    severity: 'medium',
    opens: 'whatever the name says',
    revoke: 'Find out what it opens, change it there, and read it from the environment or a secret store.',
    shape: written(
      ['password', 'passwd', 'passphrase'],
      String.raw`(?:PASSWORD|[Pp]assword|PASSWD|[Pp]asswd|PASSPHRASE|[Pp]assphrase)[\w.-]{0,20}["']?\s{0,3}(?:=>?|:=?)\s{0,3}["'\x60]([^\s"'\x60<>{}$]{8,64})["'\x60]`,
    ),
    generic: true,
    entropy: 3,
    allow: { secret: ['^[A-Za-z_.-]*$'] },
  },
]);
