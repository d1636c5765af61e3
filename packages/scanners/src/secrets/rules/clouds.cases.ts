import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'alibaba-access-key-id': {
    bad: ['value = "LTAI{alnum*12}"'],
    ok: ['value = "LTAI{alnum*6}"'],
  },
  'alibaba-access-key-secret': {
    bad: ['alibaba: "{alnum*30}"', 'ALIBABA={alnum*30}'],
    ok: ['colour: "{alnum*30}"', 'alibaba: "{alnum*15}"'],
  },
  'alibaba-sts-access-key-id': {
    bad: ['value = "STS.{alnum*20}"'],
    ok: ['value = "STS.{alnum*10}"'],
  },
  'alibaba-sts-access-key-secret': {
    bad: ['alibaba_sts: "{alnum*35}"', 'ALIBABA_STS={alnum*35}'],
    ok: ['colour: "{alnum*35}"', 'alibaba_sts: "{alnum*17}"'],
  },
  'digitalocean-personal-access-token': {
    bad: ['value = "dop_v1_{hex*64}"'],
    ok: ['value = "dop_v1_{hex*32}"'],
  },
  'digitalocean-oauth-token': {
    bad: ['value = "doo_v1_{hex*64}"'],
    ok: ['value = "doo_v1_{hex*32}"'],
  },
  'digitalocean-refresh-token': {
    bad: ['value = "dor_v1_{hex*64}"'],
    ok: ['value = "dor_v1_{hex*32}"'],
  },
  'digitalocean-spaces-key': {
    bad: ['spaces_access_key: "DO{upper*18}"', 'SPACES_ACCESS_KEY=DO{upper*18}'],
    ok: ['colour: "DO{upper*18}"', 'spaces_access_key: "DO{upper*9}"'],
  },
  'tugboat-api-key': {
    bad: [{ path: '.tugboat', text: 'authentication:\n  api_key: {hex*32}' }],
    ok: [{ path: 'tugboat.yml', text: 'api_key: {hex*32}' }],
  },
  'hetzner-api-token': {
    bad: ['hcloud: "{alnum*64}"', 'HCLOUD={alnum*64}'],
    ok: ['colour: "{alnum*64}"', 'hcloud: "{alnum*32}"'],
  },
  'linode-personal-access-token': {
    bad: ['linode: "{hex*64}"', 'LINODE={hex*64}'],
    ok: ['colour: "{hex*64}"', 'linode: "{hex*32}"'],
  },
  'vultr-api-key': {
    bad: ['vultr: "{upper*36}"', 'VULTR={upper*36}'],
    ok: ['colour: "{upper*36}"', 'vultr: "{upper*18}"'],
  },
  'scaleway-secret-key': {
    bad: ['scaleway: "{uuid}"', 'SCALEWAY={uuid}'],
    ok: ['colour: "{uuid}"', 'scaleway: "{hex*8}-{hex*4}"'],
  },
  'scaleway-access-key': {
    bad: ['value = "SCW{upper*17}"'],
    ok: ['value = "SCW{upper*8}"'],
  },
  'ovh-application-key': {
    bad: ['ovh_application_key: "{A-Za-z0-9-*16}"', 'OVH_APPLICATION_KEY={A-Za-z0-9-*16}'],
    ok: ['colour: "{A-Za-z0-9-*16}"', 'ovh_application_key: "{A-Za-z0-9-*8}"'],
  },
  'ovh-application-secret': {
    bad: ['ovh_application_secret: "{A-Za-z0-9-*32}"', 'OVH_APPLICATION_SECRET={A-Za-z0-9-*32}'],
    ok: ['colour: "{A-Za-z0-9-*32}"', 'ovh_application_secret: "{A-Za-z0-9-*16}"'],
  },
  'ovh-consumer-key': {
    bad: ['ovh_consumer_key: "{web*32}"', 'OVH_CONSUMER_KEY={web*32}'],
    ok: ['colour: "{web*32}"', 'ovh_consumer_key: "{web*16}"'],
  },
  'exoscale-api-secret': {
    bad: ['exoscale: "{web*40}"', 'EXOSCALE={web*40}'],
    ok: ['colour: "{web*40}"', 'exoscale: "{web*20}"'],
  },
  'exoscale-api-key': {
    bad: ['value = "EXO{hex*24}"'],
    ok: ['value = "EXO{hex*12}"'],
  },
  'ibm-cloud-api-key': {
    bad: ['ibm: "{web*42}"', 'IBM={web*42}'],
    ok: ['colour: "{web*42}"', 'ibm: "{web*21}"'],
  },
  'ibm-cos-hmac-key': {
    bad: ['cos_hmac_secret: "{hex*48}"', 'COS_HMAC_SECRET={hex*48}'],
    ok: ['colour: "{hex*48}"', 'cos_hmac_secret: "{hex*24}"'],
  },
  'oracle-cloud-user-id': {
    bad: ['value = "ocid1.user.oc1..{lower*60}"'],
    ok: ['value = "ocid1.user.oc1..{lower*30}"'],
  },
  'civo-api-key': {
    bad: ['civo: "{alnum*50}"', 'CIVO={alnum*50}'],
    ok: ['colour: "{alnum*50}"', 'civo: "{alnum*25}"'],
  },
  'upcloud-api-token': {
    bad: ['value = "ucat_{upper*26}"'],
    ok: ['value = "ucat_{upper*13}"'],
  },
  'yandex-api-key': {
    bad: ['value = "AQVN{web*35}"'],
    ok: ['value = "AQVN{web*17}"'],
  },
  'yandex-aws-access-token': {
    bad: ['yandex: "YC{web*38}"', 'YANDEX=YC{web*38}'],
    ok: ['colour: "YC{web*38}"', 'yandex: "YC{web*19}"'],
  },
  'yandex-iam-token': {
    bad: ['value = "t1.9{web*1}.{web*86}"'],
    ok: ['value = "t1.9{web*1}.{web*43}"'],
  },
  'yandex-oauth-token': {
    bad: ['value = "y0_{web*55}"'],
    ok: ['value = "y0_{web*27}"'],
  },
  'tencent-cloud-secret-id': {
    bad: ['value = "AKID{alnum*32}"'],
    ok: ['value = "AKID{alnum*16}"'],
  },
  'volcengine-access-key-id': {
    bad: ['value = "AKLT{web*43}"'],
    ok: ['value = "AKLT{web*21}"'],
  },
};
