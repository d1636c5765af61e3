import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'curl-auth-header': {
    bad: [
      'curl -H "Authorization: Bearer {alnum*32}" https://api.acme.io/v1/things',
      "curl https://api.acme.io/v1/things \\\n  -H 'X-Api-Key: {hex*32}'",
    ],
    ok: [
      'curl -H "Authorization: Bearer $TOKEN" https://api.acme.io/v1/things',
      'curl -H "Authorization: Bearer <token>" https://api.acme.io/v1/things',
      'curl -H "Content-Type: application/json" https://api.acme.io/v1/things',
    ],
  },
  'curl-auth-user': {
    bad: ['curl -u ann:{alnum*12} https://api.acme.io/v1/things'],
    ok: ['curl -u "$USER:$PASSWORD" https://api.acme.io/v1/things', 'curl -u ann https://api.acme.io/v1/things'],
  },
  'basic-auth-url': {
    bad: ['https://ann:{alnum*12}@api.acme.io/v1/things'],
    ok: [
      'https://ann@api.acme.io/v1/things',
      'https://user:password@api.acme.io',
      'https://ann:{alnum*12}@localhost:8080',
    ],
  },
  'generic-api-key': {
    bad: ['api_key = "{alnum*32}"', 'ACCESS_TOKEN={alnum*40}', 'clientSecret: "{alnum*36}"'],
    ok: [
      'api_key = "process.env.API_KEY"',
      'token_id: "{uuid}"',
      'csrf_token = "{alnum*32}"',
      'secretName: my-very-own-secret',
    ],
  },
  'generic-password': {
    bad: ['password = "{A-Za-z0-9!*14}"'],
    ok: ['password = "correct-horse"', 'password: string', 'passwordField = "#password"', 'password = "${PASSWORD}"'],
  },
};
