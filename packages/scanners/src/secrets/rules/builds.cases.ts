import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'circleci-personal-token': {
    bad: ['value = "CCIPAT_{alnum*22}_{hex*40}"'],
    ok: ['value = "CCIPAT_{alnum*22}_{hex*20}"'],
  },
  'circleci-project-token': {
    bad: ['circleci: "CCIPRJ_{alnum*22}_{hex*40}"', 'CIRCLECI=CCIPRJ_{alnum*22}_{hex*40}'],
    ok: ['colour: "CCIPRJ_{alnum*22}_{hex*40}"', 'circleci: "CCIPRJ_{alnum*22}_{hex*20}"'],
  },
  'travisci-access-token': {
    bad: ['travis: "{lower*22}"', 'TRAVIS={lower*22}'],
    ok: ['colour: "{lower*22}"', 'travis: "{lower*11}"'],
  },
  'droneci-access-token': {
    bad: ['drone_ci: "{alnum*32}"', 'DRONE_CI={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'drone_ci: "{alnum*16}"'],
  },
  'bitrise-access-token': {
    bad: ['bitrise: "{alnum*60}"', 'BITRISE={alnum*60}'],
    ok: ['colour: "{alnum*60}"', 'bitrise: "{alnum*30}"'],
  },
  'buildkite-user-access-token': {
    bad: ['value = "bkua_{lower*40}"'],
    ok: ['value = "bkua_{lower*20}"'],
  },
  'buildkite-service-token': {
    bad: ['value = "bkat_{alnum*40}"'],
    ok: ['value = "bkat_{alnum*20}"'],
  },
  'harness-api-key': {
    bad: ['value = "{ps*1}at.{web*22}.{alnum*24}.{alnum*20}"'],
    ok: ['value = "{ps*1}at.{web*22}.{alnum*12}.{alnum*20}"'],
  },
  'octopus-deploy-api-key': {
    bad: ['value = "API-{upper*26}"'],
    ok: ['value = "API-{upper*13}"'],
  },
  'jenkins-api-token': {
    bad: ['jenkins_token: "11{hex*32}"', 'JENKINS_TOKEN=11{hex*32}'],
    ok: ['colour: "11{hex*32}"', 'jenkins_token: "11{hex*16}"'],
  },
  'teamcity-access-token': {
    bad: ['value = "eyJ0eXAiOiAiVENWMiJ9.{web*36}.{web*48}"'],
    ok: ['value = "eyJ0eXAiOiAiVENWMiJ9.{web*36}.{web*24}"'],
  },
  'workato-developer-api-token': {
    bad: ['value = "wrka-eyJ{web*10}.{web*10}.{web*60}"'],
    ok: ['value = "wrka-eyJ{web*10}.{web*10}.{web*30}"'],
  },
  'pulumi-access-token': {
    bad: ['value = "pul-{hex*40}"'],
    ok: ['value = "pul-{hex*20}"'],
  },
  'terraform-cloud-token': {
    bad: ['value = "{alnum*14}.atlasv1.{A-Za-z0-9=_-*60}"'],
    ok: ['value = "{alnum*14}.atlasv1.{A-Za-z0-9=_-*30}"'],
  },
  'terraform-password': {
    bad: [{ path: 'db/main.tf', text: 'administrator_login_password = "{alnum*12}"' }],
    ok: [
      { path: 'db/main.tf', text: 'password = var.db_password' },
      { path: 'db/main.js', text: 'password = "{alnum*12}"' },
    ],
  },
  'prefect-api-token': {
    bad: ['value = "pnu_{alnum*36}"'],
    ok: ['value = "pnu_{alnum*18}"'],
  },
  'temporal-cloud-api-key': {
    bad: ['value = "TEMPORAL{=:*1}eyJ{web*10}.eyJ0ZW1wb3JhbC5pby.{web*20}"'],
    ok: ['value = "TEMPORAL{=:*1}eyJ{web*10}.eyJ0ZW1wb3JhbC5pby.{web*10}"'],
  },
  'val-town-api-token': {
    bad: ['value = "vtwn_{web*27}"'],
    ok: ['value = "vtwn_{web*13}"'],
  },
  'rootly-api-key': {
    bad: ['value = "rootly_{hex*64}"'],
    ok: ['value = "rootly_{hex*32}"'],
  },
};
