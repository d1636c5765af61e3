import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'sendgrid-api-key': {
    bad: ['SG.{web*22}.{web*43}'],
    ok: ['SG.{web*22}', 'MSG.{web*22}.{web*43}'],
  },
  'sendinblue-api-key': {
    bad: ['value = "xkeysib-{hex*64}-{alnum*16}"'],
    ok: ['value = "xkeysib-{hex*32}-{alnum*16}"'],
  },
  'mailgun-private-api-token': {
    bad: ['value = "key-{hex*32}"'],
    ok: ['value = "key-{hex*16}"'],
  },
  'mailgun-pub-key': {
    bad: ['value = "pubkey-{hex*32}"'],
    ok: ['value = "pubkey-{hex*16}"'],
  },
  'mailgun-signing-key': {
    bad: ['mailgun: "{a-h0-9*32}-{a-h0-9*8}-{a-h0-9*8}"', 'MAILGUN={a-h0-9*32}-{a-h0-9*8}-{a-h0-9*8}'],
    ok: ['colour: "{a-h0-9*32}-{a-h0-9*8}-{a-h0-9*8}"', 'mailgun: "{a-h0-9*16}-{a-h0-9*8}-{a-h0-9*8}"'],
  },
  'mailchimp-api-key': {
    bad: ['mailchimp: "{hex*32}-us{digit*1}"', 'MAILCHIMP={hex*32}-us{digit*1}'],
    ok: ['colour: "{hex*32}-us{digit*1}"', 'mailchimp: "{hex*16}-us{digit*1}"'],
  },
  'mandrill-api-key': {
    bad: ['mandrill: "{web*22}"', 'MANDRILL={web*22}'],
    ok: ['colour: "{web*22}"', 'mandrill: "{web*11}"'],
  },
  'mailersend-api-token': {
    bad: ['value = "mlsn.{lower*40}"'],
    ok: ['value = "mlsn.{lower*20}"'],
  },
  'resend-api-key': {
    bad: ['resend: "re_{alnum*7}_{alnum*22}"', 'RESEND=re_{alnum*7}_{alnum*22}'],
    ok: ['colour: "re_{alnum*7}_{alnum*22}"', 'resend: "re_{alnum*7}_{alnum*11}"'],
  },
  'postmark-server-token': {
    bad: ['postmark: "{uuid}"', 'POSTMARK={uuid}'],
    ok: ['colour: "{uuid}"', 'postmark: "{hex*8}-{hex*4}"'],
  },
  'sparkpost-api-key': {
    bad: ['sparkpost: "{hex*40}"', 'SPARKPOST={hex*40}'],
    ok: ['colour: "{hex*40}"', 'sparkpost: "{hex*20}"'],
  },
  'mailjet-secret-key': {
    bad: ['mailjet: "{hex*32}"', 'MAILJET={hex*32}'],
    ok: ['colour: "{hex*32}"', 'mailjet: "{hex*16}"'],
  },
  'onesignal-rich-authentication-token': {
    bad: ['value = "os_v2_app_{lower*96}"'],
    ok: ['value = "os_v2_app_{lower*48}"'],
  },
  'canadian-digital-service-notify-api-key': {
    bad: ['ApiKey-v1 gcntfy-{web*1}-{uuid}-{uuid}'],
    ok: ['ApiKey-v1 gcntfy-{web*1}-{uuid}-{hex*8}-{hex*4}'],
  },
  'gov-uk-notify-api-key': {
    bad: ['notify_api_key: "{a-z0-9_*3}-{uuid}-{uuid}"', 'NOTIFY_API_KEY={a-z0-9_*3}-{uuid}-{uuid}'],
    ok: ['colour: "{a-z0-9_*3}-{uuid}-{uuid}"', 'notify_api_key: "{a-z0-9_*3}-{uuid}-{hex*8}-{hex*4}"'],
  },
  'klaviyo-api-key': {
    bad: ['klaviyo: "pk_{alnum*33}"', 'KLAVIYO=pk_{alnum*33}'],
    ok: ['colour: "pk_{alnum*33}"', 'klaviyo: "pk_{alnum*16}"'],
  },
  'convertkit-api-secret': {
    bad: ['convertkit_api_secret: "{web*43}"', 'CONVERTKIT_API_SECRET={web*43}'],
    ok: ['colour: "{web*43}"', 'convertkit_api_secret: "{web*21}"'],
  },
  'customer-io-key': {
    bad: ['customer_io: "{hex*32}"', 'CUSTOMER_IO={hex*32}'],
    ok: ['colour: "{hex*32}"', 'customer_io: "{hex*16}"'],
  },
  'pusher-secret': {
    bad: ['pusher_secret: "{hex*20}"', 'PUSHER_SECRET={hex*20}'],
    ok: ['colour: "{hex*20}"', 'pusher_secret: "{hex*10}"'],
  },
  'ably-api-key': {
    bad: ['ably: "{web*6}.{web*6}:{web*43}"', 'ABLY={web*6}.{web*6}:{web*43}'],
    ok: ['colour: "{web*6}.{web*6}:{web*43}"', 'ably: "{web*6}.{web*6}:{web*21}"'],
  },
  'pubnub-secret-key': {
    bad: ['value = "sec-c-{alnum*48}"'],
    ok: ['value = "sec-c-{alnum*24}"'],
  },
  'stream-api-secret': {
    bad: ['stream_api_secret: "{lower*60}"', 'STREAM_API_SECRET={lower*60}'],
    ok: ['colour: "{lower*60}"', 'stream_api_secret: "{lower*30}"'],
  },
};
