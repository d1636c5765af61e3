import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'clickhouse-cloud-api-secret-key': {
    bad: ['value = "4b1d{alnum*38}"'],
    ok: ['value = "4b1d{alnum*19}"'],
  },
  'cockroachlabs-cloud-api-key': {
    bad: ['value = "CCDB1_{alnum*22}_{alnum*40}"'],
    ok: ['value = "CCDB1_{alnum*22}_{alnum*20}"'],
  },
  'confluent-secret-key': {
    bad: ['confluent: "{base64*64}"', 'CONFLUENT={base64*64}'],
    ok: ['colour: "{base64*64}"', 'confluent: "{base64*32}"'],
  },
  'confluent-access-token': {
    bad: ['confluent: "{alnum*16}"', 'CONFLUENT={alnum*16}'],
    ok: ['colour: "{alnum*16}"', 'confluent: "{alnum*8}"'],
  },
  'couchbase-capella-api-key': {
    bad: ['couchbase: "{A-Za-z0-9+/@#!%*60}"', 'COUCHBASE={A-Za-z0-9+/@#!%*60}'],
    ok: ['colour: "{A-Za-z0-9+/@#!%*60}"', 'couchbase: "{A-Za-z0-9+/@#!%*30}"'],
  },
  'datastax-astra-application-token': {
    bad: ['value = "AstraCS:{web*20}"'],
    ok: ['value = "AstraCS:{web*10}"'],
  },
  'aiven-authorization-header': {
    bad: ['aivenv1 {base64*200}'],
    ok: ['aivenv1 {base64*100}'],
  },
  'aiven-auth-token': {
    bad: ['aiven: "aivenv1_{web*60}"', 'AIVEN=aivenv1_{web*60}'],
    ok: ['colour: "aivenv1_{web*60}"', 'aiven: "aivenv1_{web*30}"'],
  },
  'mongodb-atlas-service-account-secret': {
    bad: ['value = "mdb_sa_sk_{web*40}"'],
    ok: ['value = "mdb_sa_sk_{web*20}"'],
  },
  'mongodb-atlas-api-key': {
    bad: ['mongodb_atlas_private_key: "{uuid}"', 'MONGODB_ATLAS_PRIVATE_KEY={uuid}'],
    ok: ['colour: "{uuid}"', 'mongodb_atlas_private_key: "{hex*8}-{hex*4}"'],
  },
};
