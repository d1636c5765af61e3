import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'intercom-api-key': {
    bad: ['intercom: "{A-Za-z0-9=_-*60}"', 'INTERCOM={A-Za-z0-9=_-*60}'],
    ok: ['colour: "{A-Za-z0-9=_-*60}"', 'intercom: "{A-Za-z0-9=_-*30}"'],
  },
  'twitch-api-token': {
    bad: ['twitch: "{lower*30}"', 'TWITCH={lower*30}'],
    ok: ['colour: "{lower*30}"', 'twitch: "{lower*15}"'],
  },
  'lichess-personal-access-token': {
    bad: ['value = "lip_{alnum*20}"'],
    ok: ['value = "lip_{alnum*10}"'],
  },
};
