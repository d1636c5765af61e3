import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'polar-organization-access-token': {
    bad: ['value = "polar_oat_{web*36}"'],
    ok: ['value = "polar_oat_{web*18}"'],
  },
  'polar-personal-access-token': {
    bad: ['value = "polar_pat_{web*36}"'],
    ok: ['value = "polar_pat_{web*18}"'],
  },
  'polar-oauth-access-token': {
    bad: ['value = "polar_at_{web*36}"'],
    ok: ['value = "polar_at_{web*18}"'],
  },
  'gumroad-access-token': {
    bad: ['gumroad: "{web*40}"', 'GUMROAD={web*40}'],
    ok: ['colour: "{web*40}"', 'gumroad: "{web*20}"'],
  },
  'freemius-secret-key': {
    bad: [{ path: 'config.php', text: "'secret_key' => 'sk_{alnum*29}'" }],
    ok: [
      { path: 'config.php', text: "'secret_key' => 'sk_{alnum*12}'" },
      { path: 'config.html', text: "'secret_key' => 'sk_{alnum*29}'" },
    ],
  },
  'gocardless-api-token': {
    bad: ['value = "live_{A-Za-z0-9=_-*40}"'],
    ok: ['value = "live_{A-Za-z0-9=_-*20}"'],
  },
  'mercury-api-token': {
    bad: ['value = "mercury_production_wma_{alnum*30}_yrucrem"'],
    ok: ['value = "mercury_production_wma_{alnum*15}_yrucrem"'],
  },
  'plaid-client-id': {
    bad: ['plaid: "{alnum*24}"', 'PLAID={alnum*24}'],
    ok: ['colour: "{alnum*24}"', 'plaid: "{alnum*12}"'],
  },
  'plaid-secret-key': {
    bad: ['plaid: "{alnum*30}"', 'PLAID={alnum*30}'],
    ok: ['colour: "{alnum*30}"', 'plaid: "{alnum*15}"'],
  },
  'plaid-access-token': {
    bad: ['value = "access-sandbox-{uuid}"'],
    ok: ['value = "access-sandbox-{hex*8}-{hex*4}"'],
  },
  'finicity-client-secret': {
    bad: ['finicity: "{lower*20}"', 'FINICITY={lower*20}'],
    ok: ['colour: "{lower*20}"', 'finicity: "{lower*10}"'],
  },
  'finicity-api-token': {
    bad: ['finicity: "{hex*32}"', 'FINICITY={hex*32}'],
    ok: ['colour: "{hex*32}"', 'finicity: "{hex*16}"'],
  },
  'persona-production-api-key': {
    bad: ['value = "persona_production_{web*24}"'],
    ok: ['value = "persona_production_{web*12}"'],
  },
  'proof-full-access-api-key': {
    bad: ['value = "prf_{alnum*32}"'],
    ok: ['value = "prf_{alnum*16}"'],
  },
  'rainforest-pay-api-key': {
    bad: ['rainforest: "apikey_{hex*64}"', 'RAINFOREST=apikey_{hex*64}'],
    ok: ['colour: "apikey_{hex*64}"', 'rainforest: "apikey_{hex*32}"'],
  },
  'ramp-client-id': {
    bad: ['value = "ramp_id_{alnum*40}"'],
    ok: ['value = "ramp_id_{alnum*20}"'],
  },
  'ramp-client-secret': {
    bad: ['value = "ramp_sec_{alnum*40}"'],
    ok: ['value = "ramp_sec_{alnum*20}"'],
  },
  'coinbase-commerce-key': {
    bad: ['coinbase_commerce: "{uuid}"', 'COINBASE_COMMERCE={uuid}'],
    ok: ['colour: "{uuid}"', 'coinbase_commerce: "{hex*8}-{hex*4}"'],
  },
  'wise-api-token': {
    bad: ['wise_api_token: "{uuid}"', 'WISE_API_TOKEN={uuid}'],
    ok: ['colour: "{uuid}"', 'wise_api_token: "{hex*8}-{hex*4}"'],
  },
};
