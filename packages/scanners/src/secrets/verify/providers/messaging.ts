import { BEARER, REFUSED, TAKEN } from '../verifier.ts';
import type { Verifier } from '../verifier.ts';

/** Chat, mail and calls. */
export const messaging: readonly Verifier[] = [
  {
    rules: ['slack-bot-token', 'slack-legacy-bot-token', 'slack-user-token', 'slack-legacy-token'],
    not: ['xoxe-'],
    host: 'slack.com',
    method: 'POST',
    path: '/api/auth.test',
    auth: BEARER,
    valid: [{ status: [200], member: { path: ['ok'], is: [true] } }],
    invalid: [
      {
        status: [200],
        member: { path: ['error'], is: ['invalid_auth', 'account_inactive', 'token_revoked', 'token_expired'] },
      },
    ],
    source: 'https://api.slack.com/methods/auth.test',
  },
  {
    rules: ['telegram-bot-token', 'telegram-bot-url'],
    host: 'api.telegram.org',
    path: '/bot{secret}/getMe',
    auth: { kind: 'path' },
    valid: [{ status: [200], member: { path: ['ok'], is: [true] } }],
    invalid: [{ status: [401, 404], member: { path: ['ok'], is: [false] } }],
    source: 'https://core.telegram.org/bots/api#getme',
  },
  {
    rules: ['discord-bot-token'],
    host: 'discord.com',
    path: '/api/v10/users/@me',
    auth: { kind: 'header', name: 'Authorization', prefix: 'Bot ' },
    valid: TAKEN,
    invalid: REFUSED,
    elsewhere: 'a person instead of a bot',
    source: 'https://discord.com/developers/docs/resources/user#get-current-user',
  },
  {
    rules: ['sendgrid-api-key'],
    host: 'api.sendgrid.com',
    path: '/v3/scopes',
    auth: BEARER,
    valid: TAKEN,
    invalid: REFUSED,
    elsewhere: "SendGrid's European region",
    source: 'https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions',
  },
  {
    rules: ['mailgun-private-api-token'],
    host: 'api.mailgun.net',
    path: '/v3/domains?limit=1',
    auth: { kind: 'basic', user: 'api' },
    valid: TAKEN,
    invalid: REFUSED,
    elsewhere: "Mailgun's European region",
    source: 'https://documentation.mailgun.com/docs/mailgun/api-reference/',
  },
  {
    rules: ['postmark-server-token'],
    host: 'api.postmarkapp.com',
    path: '/server',
    auth: { kind: 'header', name: 'X-Postmark-Server-Token' },
    headers: { Accept: 'application/json' },
    valid: TAKEN,
    invalid: REFUSED,
    elsewhere: 'an account of Postmark instead of a server',
    source: 'https://postmarkapp.com/developer/api/server-api',
  },
  {
    rules: ['twilio-auth-token'],
    host: 'api.twilio.com',
    path: '/2010-04-01/Accounts/{sid}.json',
    auth: { kind: 'basic', user: '{sid}' },
    partners: { sid: ['twilio-account-sid'] },
    valid: TAKEN,
    // The account may be another one than the token's: a refusal of the pair says little about the token.
    invalid: REFUSED,
    elsewhere: 'another Twilio account than the one that is named beside it',
    source: 'https://www.twilio.com/docs/iam/api/account',
  },
];
