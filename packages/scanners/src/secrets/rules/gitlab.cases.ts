import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'gitlab-personal-access-token': {
    bad: ['value = "glpat-{web*20}"'],
    ok: ['value = "glpat-{web*10}"'],
  },
  'gitlab-routable-token': {
    bad: ['value = "glpat-{web*27}.{0-9a-z*2}{0-9a-z*7}"'],
    ok: ['value = "glpat-{web*13}.{0-9a-z*2}{0-9a-z*7}"'],
  },
  'gitlab-pipeline-trigger-token': {
    bad: ['value = "glptt-{hex*40}"'],
    ok: ['value = "glptt-{hex*20}"'],
  },
  'gitlab-runner-registration-token': {
    bad: ['value = "GR1348941{web*20}"'],
    ok: ['value = "GR1348941{web*10}"'],
  },
  'gitlab-runner-token': {
    bad: ['value = "glrt-{web*20}"'],
    ok: ['value = "glrt-{web*10}"'],
  },
  'gitlab-runner-token-routable': {
    bad: ['value = "glrt-t{digit*1}_{web*27}.{0-9a-z*2}{0-9a-z*7}"'],
    ok: ['value = "glrt-t{digit*1}_{web*13}.{0-9a-z*2}{0-9a-z*7}"'],
  },
  'gitlab-deploy-token': {
    bad: ['value = "gldt-{web*20}"'],
    ok: ['value = "gldt-{web*10}"'],
  },
  'gitlab-oauth-secret': {
    bad: ['value = "gloas-{web*64}"'],
    ok: ['value = "gloas-{web*32}"'],
  },
  'gitlab-job-token': {
    bad: ['value = "glcbt-{alnum*1}_{web*20}"'],
    ok: ['value = "glcbt-{alnum*1}_{web*10}"'],
  },
  'gitlab-feature-flag-token': {
    bad: ['value = "glffct-{web*20}"'],
    ok: ['value = "glffct-{web*10}"'],
  },
  'gitlab-feed-token': {
    bad: ['value = "glft-{web*20}"'],
    ok: ['value = "glft-{web*10}"'],
  },
  'gitlab-incoming-mail-token': {
    bad: ['value = "glimt-{web*25}"'],
    ok: ['value = "glimt-{web*12}"'],
  },
  'gitlab-agent-token': {
    bad: ['value = "glagent-{web*50}"'],
    ok: ['value = "glagent-{web*25}"'],
  },
  'gitlab-scim-token': {
    bad: ['value = "glsoat-{web*20}"'],
    ok: ['value = "glsoat-{web*10}"'],
  },
  'gitlab-session-cookie': {
    bad: ['value = "_gitlab_session={lower*32}"'],
    ok: ['value = "_gitlab_session={lower*16}"'],
  },
  'gitlab-workspace-token': {
    bad: ['value = "glwt-{web*20}"'],
    ok: ['value = "glwt-{web*10}"'],
  },
};
