import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'easypost-api-token': {
    bad: ['value = "EZAK{alnum*54}"'],
    ok: ['value = "EZAK{alnum*27}"'],
  },
  'easypost-test-api-token': {
    bad: ['value = "EZTK{alnum*54}"'],
    ok: ['value = "EZTK{alnum*27}"'],
  },
  'shippo-api-token': {
    bad: ['value = "shippo_live_{hex*40}"'],
    ok: ['value = "shippo_live_{hex*20}"'],
  },
  'lob-api-key': {
    bad: ['value = "live_{hex*35}"'],
    ok: ['value = "live_{hex*17}"'],
  },
  'lob-publishable-key': {
    bad: ['value = "live_pub_{hex*31}"'],
    ok: ['value = "live_pub_{hex*15}"'],
  },
  'duffel-api-token': {
    bad: ['value = "duffel_test_{A-Za-z0-9_=-*43}"'],
    ok: ['value = "duffel_test_{A-Za-z0-9_=-*21}"'],
  },
  'shopify-access-token': {
    bad: ['value = "shpat_{a-fA-F0-9*32}"'],
    ok: ['value = "shpat_{a-fA-F0-9*16}"'],
  },
  'shopify-custom-access-token': {
    bad: ['value = "shpca_{a-fA-F0-9*32}"'],
    ok: ['value = "shpca_{a-fA-F0-9*16}"'],
  },
  'shopify-private-app-access-token': {
    bad: ['value = "shppa_{a-fA-F0-9*32}"'],
    ok: ['value = "shppa_{a-fA-F0-9*16}"'],
  },
  'shopify-shared-secret': {
    bad: ['value = "shpss_{a-fA-F0-9*32}"'],
    ok: ['value = "shpss_{a-fA-F0-9*16}"'],
  },
  'shopify-partner-token': {
    bad: ['value = "prtapi_{a-fA-F0-9*32}"'],
    ok: ['value = "prtapi_{a-fA-F0-9*16}"'],
  },
  'squarespace-access-token': {
    bad: ['squarespace: "{uuid}"', 'SQUARESPACE={uuid}'],
    ok: ['colour: "{uuid}"', 'squarespace: "{hex*8}-{hex*4}"'],
  },
  'etsy-access-token': {
    bad: ['etsy: "{lower*24}"', 'ETSY={lower*24}'],
    ok: ['colour: "{lower*24}"', 'etsy: "{lower*12}"'],
  },
  'etsy-open-api-key': {
    bad: ['etsy: "{lower*24}:{lower*10}"', 'ETSY={lower*24}:{lower*10}'],
    ok: ['colour: "{lower*24}:{lower*10}"', 'etsy: "{lower*12}:{lower*10}"'],
  },
  'ebay-client-id': {
    bad: ['value = "{web*3}-PRD-{hex*8}-{hex*8}"'],
    ok: ['value = "{web*3}-PRD-{hex*8}-{hex*4}"'],
  },
  'ebay-client-secret': {
    bad: ['value = "PRD-{hex*8}-{hex*4}-{hex*4}-{hex*4}-{hex*4}"'],
    ok: ['value = "PRD-{hex*4}-{hex*4}-{hex*4}-{hex*4}-{hex*4}"'],
  },
  'woocommerce-consumer-secret': {
    bad: ['value = "ck_{hex*40}"'],
    ok: ['value = "ck_{hex*20}"'],
  },
};
