import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'airtable-personal-access-token': {
    bad: ['airtable: "pat{alnum*14}.{hex*64}"', 'AIRTABLE=pat{alnum*14}.{hex*64}'],
    ok: ['colour: "pat{alnum*14}.{hex*64}"', 'airtable: "pat{alnum*14}.{hex*32}"'],
  },
  'airtable-legacy-api-key': {
    bad: ['airtable: "key{alnum*14}"', 'AIRTABLE=key{alnum*14}'],
    ok: ['colour: "key{alnum*14}"', 'airtable: "key{alnum*7}"'],
  },
  'airtable-oauth-token': {
    bad: ['airtable: "{alnum*16}.v1.{web*16}.{hex*64}"', 'AIRTABLE={alnum*16}.v1.{web*16}.{hex*64}'],
    ok: ['colour: "{alnum*16}.v1.{web*16}.{hex*64}"', 'airtable: "{alnum*16}.v1.{web*16}.{hex*32}"'],
  },
  'cloudinary-cloud-name': {
    bad: ['cloudinary_cloud_name: "{lower*1}{a-z0-9-*2}"', 'CLOUDINARY_CLOUD_NAME={lower*1}{a-z0-9-*2}'],
    ok: ['colour: "{lower*1}{a-z0-9-*2}"'],
  },
  'cloudinary-api-key': {
    bad: ['cloudinary: "{digit*15}"', 'CLOUDINARY={digit*15}'],
    ok: ['colour: "{digit*15}"', 'cloudinary: "{digit*7}"'],
  },
  'cloudinary-url': {
    bad: ['value = "cloudinary://{digit*15}:{web*27}@{web*2}"'],
    ok: ['value = "cloudinary://{digit*15}:{web*13}@{web*2}"'],
  },
  'cloudinary-api-secret': {
    bad: ['cloudinary_api_secret: "{web*27}"', 'CLOUDINARY_API_SECRET={web*27}'],
    ok: ['colour: "{web*27}"', 'cloudinary_api_secret: "{web*13}"'],
  },
  'backblaze-application-key': {
    bad: ['value = "K001{base64*27}"'],
    ok: ['value = "K001{base64*13}"'],
  },
  'wasabi-secret-key': {
    bad: ['wasabi_secret: "{alnum*40}"', 'WASABI_SECRET={alnum*40}'],
    ok: ['colour: "{alnum*40}"', 'wasabi_secret: "{alnum*20}"'],
  },
  's3cfg-secret-key': {
    bad: [{ path: 'cloud/.s3cfg', text: 'secret_key = {alnum*40}' }],
    ok: [
      { path: 'cloud/.s3cfg', text: 'secret_key =' },
      { path: 'settings.ini', text: 'secret_key = {alnum*40}' },
    ],
  },
  'dropbox-api-token': {
    bad: ['dropbox: "{lower*15}"', 'DROPBOX={lower*15}'],
    ok: ['colour: "{lower*15}"', 'dropbox: "{lower*7}"'],
  },
  'dropbox-short-lived-api-token': {
    bad: ['value = "sl.{A-Za-z0-9=_-*130}"'],
    ok: ['value = "sl.{A-Za-z0-9=_-*65}"'],
  },
  'dropbox-long-lived-api-token': {
    bad: ['dropbox: "{alnum*11}AAAAAAAAAA{A-Za-z0-9_=-*43}"', 'DROPBOX={alnum*11}AAAAAAAAAA{A-Za-z0-9_=-*43}'],
    ok: ['colour: "{alnum*11}AAAAAAAAAA{A-Za-z0-9_=-*43}"', 'dropbox: "{alnum*11}AAAAAAAAAA{A-Za-z0-9_=-*21}"'],
  },
  'box-developer-token': {
    bad: ['box_developer_token: "{alnum*32}"', 'BOX_DEVELOPER_TOKEN={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'box_developer_token: "{alnum*16}"'],
  },
  'frameio-api-token': {
    bad: ['value = "fio-u-{A-Za-z0-9_=-*64}"'],
    ok: ['value = "fio-u-{A-Za-z0-9_=-*32}"'],
  },
};
