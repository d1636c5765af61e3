import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'planetscale-password': {
    bad: ['value = "pscale_pw_{A-Za-z0-9_.=-*32}"'],
    ok: ['value = "pscale_pw_{A-Za-z0-9_.=-*16}"'],
  },
  'planetscale-api-token': {
    bad: ['value = "pscale_tkn_{A-Za-z0-9_.=-*32}"'],
    ok: ['value = "pscale_tkn_{A-Za-z0-9_.=-*16}"'],
  },
  'planetscale-oauth-token': {
    bad: ['value = "pscale_oauth_{A-Za-z0-9_.=-*32}"'],
    ok: ['value = "pscale_oauth_{A-Za-z0-9_.=-*16}"'],
  },
  'planetscale-id': {
    bad: ['pscale: "{lower*12}"', 'PSCALE={lower*12}'],
    ok: ['colour: "{lower*12}"', 'pscale: "{lower*6}"'],
  },
  'supabase-access-token': {
    bad: ['value = "sbp_{hex*40}"'],
    ok: ['value = "sbp_{hex*20}"'],
  },
  'supabase-secret-key': {
    bad: ['value = "sb_secret_{web*31}"'],
    ok: ['value = "sb_secret_{web*15}"'],
  },
  'supabase-project-url': {
    bad: ['value = "SUPABASE{=:*1}https://{a-z*16}.supabase.co"'],
    ok: ['value = "SUPABASE{=:*1}https://{a-z*8}.supabase.co"'],
  },
  'supabase-service-role-jwt': {
    bad: [
      'supabase_service_role_key: "eyJ{web*10}.eyJ{web*10}.{web*20}"',
      'SUPABASE_SERVICE_ROLE_KEY=eyJ{web*10}.eyJ{web*10}.{web*20}',
    ],
    ok: ['colour: "eyJ{web*10}.eyJ{web*10}.{web*20}"', 'supabase_service_role_key: "eyJ{web*10}.eyJ{web*10}.{web*10}"'],
  },
  'turso-token': {
    bad: ['turso: "eyJ{web*10}.eyJ{web*10}.{web*20}"', 'TURSO=eyJ{web*10}.eyJ{web*10}.{web*20}'],
    ok: ['colour: "eyJ{web*10}.eyJ{web*10}.{web*20}"', 'turso: "eyJ{web*10}.eyJ{web*10}.{web*10}"'],
  },
  'upstash-rest-token': {
    bad: ['upstash_redis_rest_token: "A{A-Za-z0-9+/=_-*39}"', 'UPSTASH_REDIS_REST_TOKEN=A{A-Za-z0-9+/=_-*39}'],
    ok: ['colour: "A{A-Za-z0-9+/=_-*39}"', 'upstash_redis_rest_token: "A{A-Za-z0-9+/=_-*19}"'],
  },
  'neon-api-key': {
    bad: ['value = "napi_{lower*64}"'],
    ok: ['value = "napi_{lower*32}"'],
  },
  'xata-api-key': {
    bad: ['value = "xau_{alnum*30}"'],
    ok: ['value = "xau_{alnum*15}"'],
  },
  'fauna-secret': {
    bad: ['value = "fnAC{web*36}"'],
    ok: ['value = "fnAC{web*18}"'],
  },
  'influxdb-api-token': {
    bad: ['value = "INFLUX{=:*1}{web*86}=="'],
    ok: ['value = "INFLUX{=:*1}{web*43}=="'],
  },
  'snowflake-account-host': {
    bad: ['SNOWFLAKE_HOST={lower*7}.{a-z*8}.snowflakecomputing.com'],
    ok: ['account.snowflakecomputing.com', 'host = snowflakecomputing.com.acme.example'],
  },
  'snowflake-programmatic-access-token': {
    bad: ['snowflake: "{web*100}"', 'SNOWFLAKE={web*100}'],
    ok: ['colour: "{web*100}"', 'snowflake: "{web*50}"'],
  },
  'snowflake-password': {
    bad: ['snowflake_password: "{lower*8}"', 'SNOWFLAKE_PASSWORD={lower*8}'],
    ok: ['colour: "{lower*8}"', 'snowflake_password: "{lower*4}"'],
  },
  'databricks-api-token': {
    bad: ['value = "dapi{hex*32}"'],
    ok: ['value = "dapi{hex*16}"'],
  },
  'databricks-client-secret': {
    bad: ['value = "dose{hex*32}"'],
    ok: ['value = "dose{hex*16}"'],
  },
  'algolia-api-key': {
    bad: ['algolia: "{lower*32}"', 'ALGOLIA={lower*32}'],
    ok: ['colour: "{lower*32}"', 'algolia: "{lower*16}"'],
  },
  'meilisearch-master-key': {
    bad: ['meili_master_key: "{web*16}"', 'MEILI_MASTER_KEY={web*16}'],
    ok: ['colour: "{web*16}"', 'meili_master_key: "{web*8}"'],
  },
  'typesense-api-key': {
    bad: ['typesense: "{alnum*32}"', 'TYPESENSE={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'typesense: "{alnum*16}"'],
  },
};
