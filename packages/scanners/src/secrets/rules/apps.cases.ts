import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'adafruit-api-key': {
    bad: ['adafruit: "{a-z0-9_-*32}"', 'ADAFRUIT={a-z0-9_-*32}'],
    ok: ['colour: "{a-z0-9_-*32}"', 'adafruit: "{a-z0-9_-*16}"'],
  },
  'adafruit-io-key': {
    bad: ['value = "aio_{alnum*28}"'],
    ok: ['value = "aio_{alnum*14}"'],
  },
  'adobe-client-id': {
    bad: ['adobe: "{hex*32}"', 'ADOBE={hex*32}'],
    ok: ['colour: "{hex*32}"', 'adobe: "{hex*16}"'],
  },
  'adobe-client-secret': {
    bad: ['value = "p8e-{alnum*32}"'],
    ok: ['value = "p8e-{alnum*16}"'],
  },
  'asana-client-id': {
    bad: ['asana: "{digit*16}"', 'ASANA={digit*16}'],
    ok: ['colour: "{digit*16}"', 'asana: "{digit*8}"'],
  },
  'asana-client-secret': {
    bad: ['asana: "{lower*32}"', 'ASANA={lower*32}'],
    ok: ['colour: "{lower*32}"', 'asana: "{lower*16}"'],
  },
  'asana-personal-access-token': {
    bad: ['asana: "{012*1}/{digit*14}:{hex*32}"', 'ASANA={012*1}/{digit*14}:{hex*32}'],
    ok: ['colour: "{012*1}/{digit*14}:{hex*32}"', 'asana: "{012*1}/{digit*14}:{hex*16}"'],
  },
  'bitly-access-token': {
    bad: ['bitly: "{hex*40}"', 'BITLY={hex*40}'],
    ok: ['colour: "{hex*40}"', 'bitly: "{hex*20}"'],
  },
  'canva-client-id': {
    bad: ['canva: "OC-{web*10}"', 'CANVA=OC-{web*10}'],
    ok: ['colour: "OC-{web*10}"', 'canva: "OC-{web*5}"'],
  },
  'canva-client-secret': {
    bad: ['value = "cnvca{web*51}"'],
    ok: ['value = "cnvca{web*25}"'],
  },
  'cfxre-server-key': {
    bad: ['value = "cfxk_{alnum*20}{alnum*4}"'],
    ok: ['value = "cfxk_{alnum*10}{alnum*4}"'],
  },
  'contentful-delivery-api-token': {
    bad: ['contentful: "CFPAT-{web*43}"', 'CONTENTFUL=CFPAT-{web*43}'],
    ok: ['colour: "CFPAT-{web*43}"', 'contentful: "CFPAT-{web*21}"'],
  },
  'contentful-management-token': {
    bad: ['value = "CFPAT-{web*43}"'],
    ok: ['value = "CFPAT-{web*21}"'],
  },
  'figma-personal-access-token': {
    bad: ['value = "figd_{web*38}"'],
    ok: ['value = "figd_{web*19}"'],
  },
  'figma-personal-access-header-token': {
    bad: ['x_figma_token: "{digit*4}-{uuid}"', 'X_FIGMA_TOKEN={digit*4}-{uuid}'],
    ok: ['colour: "{digit*4}-{uuid}"', 'x_figma_token: "{digit*2}-{uuid}"'],
  },
  'hubspot-api-key': {
    bad: ['hubspot: "{uuid}"', 'HUBSPOT={uuid}'],
    ok: ['colour: "{uuid}"', 'hubspot: "{hex*8}-{hex*4}"'],
  },
  'hubspot-private-app-token': {
    bad: ['value = "pat-na1-{uuid}"'],
    ok: ['value = "pat-na1-{hex*8}-{hex*4}"'],
  },
  'linear-api-key': {
    bad: ['value = "lin_api_{alnum*40}"'],
    ok: ['value = "lin_api_{alnum*20}"'],
  },
  'linear-client-secret': {
    bad: ['linear_client_secret: "{alnum*32}"', 'LINEAR_CLIENT_SECRET={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'linear_client_secret: "{alnum*16}"'],
  },
  'looker-client-id': {
    bad: ['looker: "{lower*20}"', 'LOOKER={lower*20}'],
    ok: ['colour: "{lower*20}"', 'looker: "{lower*10}"'],
  },
  'looker-client-secret': {
    bad: ['looker: "{lower*24}"', 'LOOKER={lower*24}'],
    ok: ['colour: "{lower*24}"', 'looker: "{lower*12}"'],
  },
};
