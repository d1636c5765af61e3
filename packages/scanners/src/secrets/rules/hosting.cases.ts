import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'fly-io-access-token': {
    bad: ['value = "fm2_{base64*100}"'],
    ok: ['value = "fm2_{base64*50}"'],
  },
  'heroku-api-key': {
    bad: ['heroku: "{uuid}"', 'HEROKU={uuid}'],
    ok: ['colour: "{uuid}"', 'heroku: "{hex*8}-{hex*4}"'],
  },
  'heroku-legacy-api-key': {
    bad: ['heroku_api_key: "{hex*32}"', 'HEROKU_API_KEY={hex*32}'],
    ok: ['colour: "{hex*32}"', 'heroku_api_key: "{hex*16}"'],
  },
  'heroku-oauth-token': {
    bad: ['value = "HRKU-AA{web*58}"'],
    ok: ['value = "HRKU-AA{web*29}"'],
  },
  'scalingo-api-token': {
    bad: ['value = "tk-us-{web*48}"'],
    ok: ['value = "tk-us-{web*24}"'],
  },
  'render-api-key': {
    bad: ['value = "rnd_{alnum*28}"'],
    ok: ['value = "rnd_{alnum*14}"'],
  },
  'railway-token': {
    bad: ['railway_token: "{uuid}"', 'RAILWAY_TOKEN={uuid}'],
    ok: ['colour: "{uuid}"', 'railway_token: "{hex*8}-{hex*4}"'],
  },
  'netlify-access-token': {
    bad: ['netlify: "nf{poucb*1}_{alnum*36}"', 'NETLIFY=nf{poucb*1}_{alnum*36}'],
    ok: ['colour: "nf{poucb*1}_{alnum*36}"', 'netlify: "nf{poucb*1}_{alnum*18}"'],
  },
  'netlify-personal-access-token': {
    bad: ['value = "nfp_{alnum*36}"'],
    ok: ['value = "nfp_{alnum*18}"'],
  },
  'vercel-api-token': {
    bad: ['vercel: "{alnum*24}"', 'VERCEL={alnum*24}'],
    ok: ['colour: "{alnum*24}"', 'vercel: "{alnum*12}"'],
  },
  'vercel-personal-access-token': {
    bad: ['value = "vcp_{web*56}"'],
    ok: ['value = "vcp_{web*28}"'],
  },
  'vercel-integration-token': {
    bad: ['value = "vci_{web*56}"'],
    ok: ['value = "vci_{web*28}"'],
  },
  'vercel-app-access-token': {
    bad: ['value = "vca_{web*56}"'],
    ok: ['value = "vca_{web*28}"'],
  },
  'vercel-app-refresh-token': {
    bad: ['value = "vcr_{web*56}"'],
    ok: ['value = "vcr_{web*28}"'],
  },
  'vercel-ai-gateway-key': {
    bad: ['value = "vck_{web*56}"'],
    ok: ['value = "vck_{web*28}"'],
  },
  'vercel-blob-token': {
    bad: ['value = "vercel_blob_rw_{alnum*10}_{alnum*20}"'],
    ok: ['value = "vercel_blob_rw_{alnum*10}_{alnum*10}"'],
  },
  'deno-account-token': {
    bad: ['value = "ddp_{alnum*35}"'],
    ok: ['value = "ddp_{alnum*17}"'],
  },
  'cloudflare-api-key': {
    bad: ['cloudflare: "{web*40}"', 'CLOUDFLARE={web*40}'],
    ok: ['colour: "{web*40}"', 'cloudflare: "{web*20}"'],
  },
  'cloudflare-global-api-key': {
    bad: ['cloudflare: "{hex*37}"', 'CLOUDFLARE={hex*37}'],
    ok: ['colour: "{hex*37}"', 'cloudflare: "{hex*18}"'],
  },
  'cloudflare-origin-ca-key': {
    bad: ['value = "v1.0-{hex*24}-{hex*146}"'],
    ok: ['value = "v1.0-{hex*24}-{hex*73}"'],
  },
  'cloudflare-scannable-token': {
    bad: ['value = "cfat_{alnum*40}"'],
    ok: ['value = "cfat_{alnum*20}"'],
  },
  'fastly-api-token': {
    bad: ['fastly: "{A-Za-z0-9=_-*32}"', 'FASTLY={A-Za-z0-9=_-*32}'],
    ok: ['colour: "{A-Za-z0-9=_-*32}"', 'fastly: "{A-Za-z0-9=_-*16}"'],
  },
  'akamai-client-secret': {
    bad: ['value = "akab-{lower*16}-{lower*16}"'],
    ok: ['value = "akab-{lower*16}-{lower*8}"'],
  },
};
