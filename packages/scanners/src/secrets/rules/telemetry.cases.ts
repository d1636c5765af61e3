import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'datadog-access-token': {
    bad: ['datadog: "{lower*40}"', 'DATADOG={lower*40}'],
    ok: ['colour: "{lower*40}"', 'datadog: "{lower*20}"'],
  },
  'datadog-api-key': {
    bad: ['datadog: "{lower*32}"', 'DATADOG={lower*32}'],
    ok: ['colour: "{lower*32}"', 'datadog: "{lower*16}"'],
  },
  'datadog-client-token': {
    bad: ['datadog: "pub{hex*32}"', 'DATADOG=pub{hex*32}'],
    ok: ['colour: "pub{hex*32}"', 'datadog: "pub{hex*16}"'],
  },
  'new-relic-user-api-key': {
    bad: ['value = "NRAK-{alnum*27}"'],
    ok: ['value = "NRAK-{alnum*13}"'],
  },
  'new-relic-user-api-id': {
    bad: ['new_relic: "{lower*64}"', 'NEW_RELIC={lower*64}'],
    ok: ['colour: "{lower*64}"', 'new_relic: "{lower*32}"'],
  },
  'new-relic-browser-api-token': {
    bad: ['value = "NRJS-{hex*19}"'],
    ok: ['value = "NRJS-{hex*9}"'],
  },
  'new-relic-insert-key': {
    bad: ['value = "NRII-{web*32}"'],
    ok: ['value = "NRII-{web*16}"'],
  },
  'new-relic-license-key': {
    bad: ['value = "{hex*30}NRAL"'],
    ok: ['value = "{hex*15}NRAL"'],
  },
  'new-relic-admin-key': {
    bad: ['value = "NRAA-{hex*27}"'],
    ok: ['value = "NRAA-{hex*13}"'],
  },
  'dynatrace-api-token': {
    bad: ['value = "dt0c01.{alnum*8}.{alnum*64}"'],
    ok: ['value = "dt0c01.{alnum*8}.{alnum*32}"'],
  },
  'grafana-api-key': {
    bad: ['value = "eyJrIjoi{base64*70}"'],
    ok: ['value = "eyJrIjoi{base64*35}"'],
  },
  'grafana-cloud-api-token': {
    bad: ['value = "glc_{base64*32}"'],
    ok: ['value = "glc_{base64*16}"'],
  },
  'grafana-service-account-token': {
    bad: ['value = "glsa_{alnum*32}_{A-Fa-f0-9*8}"'],
    ok: ['value = "glsa_{alnum*16}_{A-Fa-f0-9*8}"'],
  },
  'sentry-access-token': {
    bad: ['sentry: "{hex*64}"', 'SENTRY={hex*64}'],
    ok: ['colour: "{hex*64}"', 'sentry: "{hex*32}"'],
  },
  'sentry-org-token': {
    bad: ['value = "sntrys_eyJpYXQiO{base64*10}LCJyZWdpb25fdXJs{base64*10}_{base64*43}"'],
    ok: ['value = "sntrys_eyJpYXQiO{base64*10}LCJyZWdpb25fdXJs{base64*10}_{base64*21}"'],
  },
  'sentry-user-token': {
    bad: ['value = "sntryu_{hex*64}"'],
    ok: ['value = "sntryu_{hex*32}"'],
  },
  'honeycomb-api-key': {
    bad: ['honeycomb: "hc{abixkl*2}_{lower*20}"', 'HONEYCOMB=hc{abixkl*2}_{lower*20}'],
    ok: ['colour: "hc{abixkl*2}_{lower*20}"', 'honeycomb: "hc{abixkl*2}_{lower*10}"'],
  },
  'sumologic-access-id': {
    bad: ['sumo: "su{alnum*12}"', 'SUMO=su{alnum*12}'],
    ok: ['colour: "su{alnum*12}"', 'sumo: "su{alnum*6}"'],
  },
  'sumologic-access-token': {
    bad: ['sumo: "{alnum*64}"', 'SUMO={alnum*64}'],
    ok: ['colour: "{alnum*64}"', 'sumo: "{alnum*32}"'],
  },
  'splunk-hec-token': {
    bad: ['splunk: "{uuid}"', 'SPLUNK={uuid}'],
    ok: ['colour: "{uuid}"', 'splunk: "{hex*8}-{hex*4}"'],
  },
  'elastic-cloud-api-key': {
    bad: ['value = "essu_{A-Za-z0-9_+/-*60}"'],
    ok: ['value = "essu_{A-Za-z0-9_+/-*30}"'],
  },
  'elastic-api-key': {
    bad: ['elastic_api_key: "{base64*58}=="', 'ELASTIC_API_KEY={base64*58}=='],
    ok: ['colour: "{base64*58}=="', 'elastic_api_key: "{base64*29}=="'],
  },
};
