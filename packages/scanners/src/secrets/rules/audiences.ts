import { rules } from './entry.ts';
import { alnum, assigned, lower, prefixed } from './shape.ts';

/** Conversations and audiences. */
export const audiences = rules([
  {
    id: 'intercom-api-key',
    title: 'Intercom API key',
    severity: 'high',
    opens: 'the customers and conversations of the workspace',
    revoke: 'Revoke the token in the Intercom developer hub.',
    shape: assigned(['intercom'], '[A-Za-z0-9=_-]{60}'),
    entropy: 3.5,
  },
  {
    id: 'twitch-api-token',
    title: 'Twitch API token',
    severity: 'high',
    opens: 'Twitch as the application or person',
    revoke: 'Reset the secret in the Twitch developer console.',
    url: 'https://dev.twitch.tv/console',
    shape: assigned(['twitch'], lower(30)),
    entropy: 3.3,
  },
  {
    id: 'lichess-personal-access-token',
    title: 'Lichess token',
    severity: 'low',
    opens: 'Lichess as the person',
    revoke: 'Revoke the token under Account, API access tokens.',
    url: 'https://lichess.org/account/oauth/token',
    shape: prefixed(['lip_', 'lio_'], alnum(20, 40)),
    entropy: 3.5,
  },
]);
