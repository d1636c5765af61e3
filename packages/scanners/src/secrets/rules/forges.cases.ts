import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'bitbucket-client-id': {
    bad: ['bitbucket: "{lower*32}"', 'BITBUCKET={lower*32}'],
    ok: ['colour: "{lower*32}"', 'bitbucket: "{lower*16}"'],
  },
  'bitbucket-client-secret': {
    bad: ['bitbucket: "{A-Za-z0-9=_-*64}"', 'BITBUCKET={A-Za-z0-9=_-*64}'],
    ok: ['colour: "{A-Za-z0-9=_-*64}"', 'bitbucket: "{A-Za-z0-9=_-*32}"'],
  },
  'bitbucket-app-password': {
    bad: ['value = "ATBB{alnum*24}{A-F0-9*8}"'],
    ok: ['value = "ATBB{alnum*12}{A-F0-9*8}"'],
  },
  'bitbucket-access-token': {
    bad: ['value = "ATCTT3xFfG{A-Za-z0-9+/=_-*160}={A-F0-9*8}"'],
    ok: ['value = "ATCTT3xFfG{A-Za-z0-9+/=_-*80}={A-F0-9*8}"'],
  },
  'atlassian-api-token': {
    bad: ['atlassian: "{lower*24}"', 'ATLASSIAN={lower*24}'],
    ok: ['colour: "{lower*24}"', 'atlassian: "{lower*12}"'],
  },
  'atlassian-cloud-token': {
    bad: ['value = "ATATT3{A-Za-z0-9_=-*186}"'],
    ok: ['value = "ATATT3{A-Za-z0-9_=-*93}"'],
  },
  'atlassian-admin-token': {
    bad: ['value = "ATCTT3{A-Za-z0-9_=-*186}"'],
    ok: ['value = "ATCTT3{A-Za-z0-9_=-*93}"'],
  },
  'gitea-access-token': {
    bad: ['gitea: "{hex*40}"', 'GITEA={hex*40}'],
    ok: ['colour: "{hex*40}"', 'gitea: "{hex*20}"'],
  },
  'sourcegraph-access-token': {
    bad: ['value = "sgp_{A-Fa-f0-9*40}"'],
    ok: ['value = "sgp_{A-Fa-f0-9*20}"'],
  },
  'sourcegraph-legacy-token': {
    bad: ['sourcegraph: "{A-Fa-f0-9*40}"', 'SOURCEGRAPH={A-Fa-f0-9*40}'],
    ok: ['colour: "{A-Fa-f0-9*40}"', 'sourcegraph: "{A-Fa-f0-9*20}"'],
  },
  'graphite-token': {
    bad: ['graphite_token: "{alnum*60}"', 'GRAPHITE_TOKEN={alnum*60}'],
    ok: ['colour: "{alnum*60}"', 'graphite_token: "{alnum*30}"'],
  },
  'greptile-api-key': {
    bad: ['greptile: "{base64*48}"', 'GREPTILE={base64*48}'],
    ok: ['colour: "{base64*48}"', 'greptile: "{base64*24}"'],
  },
  'mergify-application-key': {
    bad: ['value = "mergify_application_key_{web*60}"'],
    ok: ['value = "mergify_application_key_{web*30}"'],
  },
};
