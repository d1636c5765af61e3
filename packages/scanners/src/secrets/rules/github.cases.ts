import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'github-personal-access-token': {
    bad: ['token: ghp_{alnum*36}', 'https://x:ghp_{alnum*36}@github.com/acme/app.git'],
    ok: ['ghp_{x*36}', 'ghp_{alnum*18}', 'the_ghp_{alnum*36}'],
  },
  'github-fine-grained-token': {
    bad: ['value = "github_pat_{A-Za-z0-9_*82}"'],
    ok: ['value = "github_pat_{A-Za-z0-9_*41}"'],
  },
  'github-oauth-token': {
    bad: ['value = "gho_{alnum*36}"'],
    ok: ['value = "gho_{alnum*18}"'],
  },
  'github-app-token': {
    bad: ['value = "ghu_{alnum*36}"'],
    ok: ['value = "ghu_{alnum*18}"'],
  },
  'github-refresh-token': {
    bad: ['value = "ghr_{alnum*36}"'],
    ok: ['value = "ghr_{alnum*18}"'],
  },
  'github-legacy-token': {
    bad: ['github: "{hex*40}"', 'GITHUB={hex*40}'],
    ok: ['colour: "{hex*40}"', 'github: "{hex*20}"'],
  },
  'github-hub-token': {
    bad: ['oauth_token: {A-Za-z0-9_*36}'],
    ok: ['oauth_token: {A-Za-z0-9_*18}'],
  },
  'github-client-secret': {
    bad: ['github_client_secret: "{hex*40}"', 'GITHUB_CLIENT_SECRET={hex*40}'],
    ok: ['colour: "{hex*40}"', 'github_client_secret: "{hex*20}"'],
  },
};
