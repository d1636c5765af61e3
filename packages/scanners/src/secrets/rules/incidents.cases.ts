import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'rollbar-access-token': {
    bad: ['rollbar: "{hex*32}"', 'ROLLBAR={hex*32}'],
    ok: ['colour: "{hex*32}"', 'rollbar: "{hex*16}"'],
  },
  'bugsnag-api-key': {
    bad: ['bugsnag: "{hex*32}"', 'BUGSNAG={hex*32}'],
    ok: ['colour: "{hex*32}"', 'bugsnag: "{hex*16}"'],
  },
  'honeybadger-api-key': {
    bad: ['honeybadger: "hb{a-z*1}p_{alnum*36}"', 'HONEYBADGER=hb{a-z*1}p_{alnum*36}'],
    ok: ['colour: "hb{a-z*1}p_{alnum*36}"', 'honeybadger: "hb{a-z*1}p_{alnum*18}"'],
  },
  'logdna-key': {
    bad: ['logdna: "{hex*32}"', 'LOGDNA={hex*32}'],
    ok: ['colour: "{hex*32}"', 'logdna: "{hex*16}"'],
  },
  'loggly-token': {
    bad: ['loggly: "{uuid}"', 'LOGGLY={uuid}'],
    ok: ['colour: "{uuid}"', 'loggly: "{hex*8}-{hex*4}"'],
  },
  'logzio-token': {
    bad: ['logzio: "{A-Za-z*32}"', 'LOGZIO={A-Za-z*32}'],
    ok: ['colour: "{A-Za-z*32}"', 'logzio: "{A-Za-z*16}"'],
  },
  'papertrail-token': {
    bad: ['papertrail: "{alnum*20}"', 'PAPERTRAIL={alnum*20}'],
    ok: ['colour: "{alnum*20}"', 'papertrail: "{alnum*10}"'],
  },
  'axiom-api-token': {
    bad: ['value = "xaat-{uuid}"'],
    ok: ['value = "xaat-{hex*8}-{hex*4}"'],
  },
  'better-stack-token': {
    bad: ['betterstack: "{alnum*24}"', 'BETTERSTACK={alnum*24}'],
    ok: ['colour: "{alnum*24}"', 'betterstack: "{alnum*12}"'],
  },
  'pagerduty-api-key': {
    bad: ['pagerduty: "u+{web*18}"', 'PAGERDUTY=u+{web*18}'],
    ok: ['colour: "u+{web*18}"', 'pagerduty: "u+{web*9}"'],
  },
  'opsgenie-api-key': {
    bad: ['opsgenie: "{uuid}"', 'OPSGENIE={uuid}'],
    ok: ['colour: "{uuid}"', 'opsgenie: "{hex*8}-{hex*4}"'],
  },
  'statuspage-api-key': {
    bad: ['statuspage: "{uuid}"', 'STATUSPAGE={uuid}'],
    ok: ['colour: "{uuid}"', 'statuspage: "{hex*8}-{hex*4}"'],
  },
  'uptime-robot-api-key': {
    bad: ['uptime_robot: "u{digit*6}-{hex*24}"', 'UPTIME_ROBOT=u{digit*6}-{hex*24}'],
    ok: ['colour: "u{digit*6}-{hex*24}"', 'uptime_robot: "u{digit*6}-{hex*12}"'],
  },
  'healthchecks-ping-key': {
    bad: ['value = "hcw_{alnum*28}"'],
    ok: ['value = "hcw_{alnum*14}"'],
  },
};
