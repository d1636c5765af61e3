import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'slack-bot-token': {
    bad: ['value = "xoxb-{digit*10}-{digit*10}"'],
    ok: ['value = "xoxb-{digit*10}-{digit*5}"'],
  },
  'slack-legacy-bot-token': {
    bad: ['value = "xoxb-{digit*8}-{alnum*18}"'],
    ok: ['value = "xoxb-{digit*8}-{alnum*9}"'],
  },
  'slack-user-token': {
    bad: ['value = "xox{pe*1}-{digit*9}-{digit*9}-{digit*9}-{A-Za-z0-9-*28}"'],
    ok: ['value = "xox{pe*1}-{digit*9}-{digit*9}-{digit*9}-{A-Za-z0-9-*14}"'],
  },
  'slack-app-token': {
    bad: ['value = "xapp-{digit*1}-{upper*8}-{digit*10}-{lower*40}"'],
    ok: ['value = "xapp-{digit*1}-{upper*8}-{digit*10}-{lower*20}"'],
  },
  'slack-config-access-token': {
    bad: ['value = "xoxe.xoxb-{digit*1}-{alnum*160}"'],
    ok: ['value = "xoxe.xoxb-{digit*1}-{alnum*80}"'],
  },
  'slack-config-refresh-token': {
    bad: ['value = "xoxe-{digit*1}-{alnum*140}"'],
    ok: ['value = "xoxe-{digit*1}-{alnum*70}"'],
  },
  'slack-legacy-workspace-token': {
    bad: ['value = "xox{ar*1}-{0-9A-Za-z-*12}"'],
    ok: ['value = "xox{ar*1}-{0-9A-Za-z-*6}"'],
  },
  'slack-legacy-token': {
    bad: ['value = "xox{os*1}-{digit*6}-{digit*6}-{digit*6}-{A-Fa-f0-9*8}"'],
    ok: ['value = "xox{os*1}-{digit*6}-{digit*6}-{digit*6}-{A-Fa-f0-9*4}"'],
  },
  'slack-session-token': {
    bad: ['value = "xoxc-{digit*9}-{digit*9}-{digit*9}-{hex*64}"'],
    ok: ['value = "xoxc-{digit*9}-{digit*9}-{digit*9}-{hex*32}"'],
  },
  'slack-session-cookie': {
    bad: ['xoxd-{base64*120}', 'd=xoxd-{base64*70}%2B{base64*20}%3D'],
    ok: ['xoxd-{base64*20}', 'cookie: xoxd-abcdef...'],
  },
  'slack-webhook-url': {
    bad: ['value = "hooks.slack.com/services/{base64*43}"'],
    ok: ['value = "hooks.slack.com/services/{base64*21}"'],
  },
};
