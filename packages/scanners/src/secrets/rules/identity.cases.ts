import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'okta-access-token': {
    bad: ['okta: "00{A-Za-z0-9=_-*40}"', 'OKTA=00{A-Za-z0-9=_-*40}'],
    ok: ['colour: "00{A-Za-z0-9=_-*40}"', 'okta: "00{A-Za-z0-9=_-*20}"'],
  },
  'auth0-client-secret': {
    bad: ['auth0_client_secret: "{web*64}"', 'AUTH0_CLIENT_SECRET={web*64}'],
    ok: ['colour: "{web*64}"', 'auth0_client_secret: "{web*32}"'],
  },
  'clerk-secret-key': {
    bad: ['clerk: "sk_live_{alnum*32}"', 'CLERK=sk_live_{alnum*32}'],
    ok: ['colour: "sk_live_{alnum*32}"', 'clerk: "sk_live_{alnum*16}"'],
  },
  'workos-production-api-key': {
    bad: ['workos: "sk_live_a2V5X{alnum*50}"', 'WORKOS=sk_live_a2V5X{alnum*50}'],
    ok: ['colour: "sk_live_a2V5X{alnum*50}"', 'workos: "sk_live_a2V5X{alnum*25}"'],
  },
  'jumpcloud-api-key': {
    bad: ['jumpcloud: "jca_{alnum*36}"', 'JUMPCLOUD=jca_{alnum*36}'],
    ok: ['colour: "jca_{alnum*36}"', 'jumpcloud: "jca_{alnum*18}"'],
  },
  'authress-service-client-access-key': {
    bad: ['value = "sc_{alnum*5}.{alnum*4}.acc{_-*1}{a-z0-9-*10}.{A-Za-z0-9+/_=-*30}"'],
    ok: ['value = "sc_{alnum*5}.{alnum*4}.acc{_-*1}{a-z0-9-*10}.{A-Za-z0-9+/_=-*15}"'],
  },
  'supertokens-api-key': {
    bad: ['supertokens_api_key: "{A-Za-z0-9=-*20}"', 'SUPERTOKENS_API_KEY={A-Za-z0-9=-*20}'],
    ok: ['colour: "{A-Za-z0-9=-*20}"', 'supertokens_api_key: "{A-Za-z0-9=-*10}"'],
  },
  'keycloak-client-secret': {
    bad: ['keycloak_client_secret: "{alnum*32}"', 'KEYCLOAK_CLIENT_SECRET={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'keycloak_client_secret: "{alnum*16}"'],
  },
  'tailscale-auth-key': {
    bad: ['value = "tskey-auth-{alnum*6}-{alnum*16}"'],
    ok: ['value = "tskey-auth-{alnum*6}-{alnum*8}"'],
  },
  'tailscale-api-key': {
    bad: ['value = "tskey-api-{alnum*6}-{alnum*16}"'],
    ok: ['value = "tskey-api-{alnum*6}-{alnum*8}"'],
  },
  'defined-networking-api-token': {
    bad: ['value = "dnkey-{A-Za-z0-9=_-*26}-{A-Za-z0-9=_-*52}"'],
    ok: ['value = "dnkey-{A-Za-z0-9=_-*26}-{A-Za-z0-9=_-*26}"'],
  },
  'ngrok-token': {
    bad: ['ngrok: "{alnum*27}_{alnum*17}"', 'NGROK={alnum*27}_{alnum*17}'],
    ok: ['colour: "{alnum*27}_{alnum*17}"', 'ngrok: "{alnum*13}_{alnum*17}"'],
  },
  'cisco-meraki-api-key': {
    bad: ['meraki: "{hex*40}"', 'MERAKI={hex*40}'],
    ok: ['colour: "{hex*40}"', 'meraki: "{hex*20}"'],
  },
  'duo-secret-key': {
    bad: ['duo_skey: "{alnum*40}"', 'DUO_SKEY={alnum*40}'],
    ok: ['colour: "{alnum*40}"', 'duo_skey: "{alnum*20}"'],
  },
};
