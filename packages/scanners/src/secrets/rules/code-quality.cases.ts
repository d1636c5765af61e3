import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'coveralls-personal-api-token': {
    bad: ['coveralls: "{web*32}"', 'COVERALLS={web*32}'],
    ok: ['colour: "{web*32}"', 'coveralls: "{web*16}"'],
  },
  'codecov-access-token': {
    bad: ['codecov: "{lower*32}"', 'CODECOV={lower*32}'],
    ok: ['colour: "{lower*32}"', 'codecov: "{lower*16}"'],
  },
  'codacy-project-token': {
    bad: ['codacy_project_token: "{hex*32}"', 'CODACY_PROJECT_TOKEN={hex*32}'],
    ok: ['colour: "{hex*32}"', 'codacy_project_token: "{hex*16}"'],
  },
  'code-climate-token': {
    bad: ['cc_test_reporter_id: "{hex*64}"', 'CC_TEST_REPORTER_ID={hex*64}'],
    ok: ['colour: "{hex*64}"', 'cc_test_reporter_id: "{hex*32}"'],
  },
  'sonarqube-token': {
    bad: ['value = "squ_{hex*40}"'],
    ok: ['value = "squ_{hex*20}"'],
  },
  'sonar-legacy-token': {
    bad: ['sonar_token: "{hex*40}"', 'SONAR_TOKEN={hex*40}'],
    ok: ['colour: "{hex*40}"', 'sonar_token: "{hex*20}"'],
  },
  'snyk-api-token': {
    bad: ['snyk: "{uuid}"', 'SNYK={uuid}'],
    ok: ['colour: "{uuid}"', 'snyk: "{hex*8}-{hex*4}"'],
  },
  'snyk-platform-token': {
    bad: ['value = "snyk_uat.{lower*8}.{web*20}.{web*40}"'],
    ok: ['value = "snyk_uat.{lower*8}.{web*20}.{web*20}"'],
  },
  'semgrep-app-token': {
    bad: ['semgrep_app_token: "{hex*64}"', 'SEMGREP_APP_TOKEN={hex*64}'],
    ok: ['colour: "{hex*64}"', 'semgrep_app_token: "{hex*32}"'],
  },
  'endorlabs-api-key': {
    bad: ['value = "endr+{A-Za-z0-9-*16}"'],
    ok: ['value = "endr+{A-Za-z0-9-*8}"'],
  },
  'aikido-client-id': {
    bad: ['value = "AIK_CLIENT_{alnum*24}"'],
    ok: ['value = "AIK_CLIENT_{alnum*12}"'],
  },
  'aikido-client-secret': {
    bad: ['value = "AIK_SECRET_{alnum*52}"'],
    ok: ['value = "AIK_SECRET_{alnum*26}"'],
  },
  'aikido-ci-token': {
    bad: ['value = "AIK_CI_{alnum*24}"'],
    ok: ['value = "AIK_CI_{alnum*12}"'],
  },
  'infracost-api-token': {
    bad: ['value = "ico-{alnum*32}"'],
    ok: ['value = "ico-{alnum*16}"'],
  },
};
