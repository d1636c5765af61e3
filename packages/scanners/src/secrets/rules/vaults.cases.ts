import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'vault-service-token': {
    bad: ['value = "hvs.{web*24}"'],
    ok: ['value = "hvs.{web*12}"'],
  },
  'vault-legacy-service-token': {
    bad: ['vault: "s.{alnum*24}"', 'VAULT=s.{alnum*24}'],
    ok: ['colour: "s.{alnum*24}"', 'vault: "s.{alnum*12}"'],
  },
  'vault-batch-token': {
    bad: ['value = "hvb.{web*100}"'],
    ok: ['value = "hvb.{web*50}"'],
  },
  'vault-recovery-token': {
    bad: ['value = "hvr.{web*24}"'],
    ok: ['value = "hvr.{web*12}"'],
  },
  'vault-unseal-key': {
    bad: ['Unseal Key {digit*1}: {base64*43}'],
    ok: ['Unseal Key {digit*1}: {base64*21}'],
  },
  'consul-token': {
    bad: ['consul_http_token: "{uuid}"', 'CONSUL_HTTP_TOKEN={uuid}'],
    ok: ['colour: "{uuid}"', 'consul_http_token: "{hex*8}-{hex*4}"'],
  },
  'onepassword-service-account-token': {
    bad: ['value = "ops_eyJ{base64*250}"'],
    ok: ['value = "ops_eyJ{base64*125}"'],
  },
  'onepassword-secret-key': {
    bad: ['value = "A3-{upper*6}-{upper*11}-{upper*5}-{upper*5}-{upper*5}"'],
    ok: ['value = "A3-{upper*6}-{upper*5}-{upper*5}-{upper*5}-{upper*5}"'],
  },
  'doppler-api-token': {
    bad: ['value = "dp.pt.{alnum*40}"'],
    ok: ['value = "dp.pt.{alnum*20}"'],
  },
  'doppler-service-token': {
    bad: ['value = "dp.st.{alnum*40}"'],
    ok: ['value = "dp.st.{alnum*20}"'],
  },
  'infisical-token': {
    bad: ['value = "st.{hex*24}.{hex*32}.{hex*32}"'],
    ok: ['value = "st.{hex*24}.{hex*32}.{hex*16}"'],
  },
};
