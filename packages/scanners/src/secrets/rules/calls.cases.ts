import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'twilio-api-key': {
    bad: ['twilio: "SK{hex*32}"', 'TWILIO=SK{hex*32}'],
    ok: ['colour: "SK{hex*32}"', 'twilio: "SK{hex*16}"'],
  },
  'twilio-auth-token': {
    bad: ['twilio_auth_token: "{hex*32}"', 'TWILIO_AUTH_TOKEN={hex*32}'],
    ok: ['colour: "{hex*32}"', 'twilio_auth_token: "{hex*16}"'],
  },
  'twilio-account-sid': {
    bad: ['twilio: "AC{hex*32}"', 'TWILIO=AC{hex*32}'],
    ok: ['colour: "AC{hex*32}"', 'twilio: "AC{hex*16}"'],
  },
  'vonage-api-secret': {
    bad: ['vonage_api_secret: "{alnum*16}"', 'VONAGE_API_SECRET={alnum*16}'],
    ok: ['colour: "{alnum*16}"', 'vonage_api_secret: "{alnum*8}"'],
  },
  'messagebird-api-key': {
    bad: ['message_bird: "{lower*25}"', 'MESSAGE_BIRD={lower*25}'],
    ok: ['colour: "{lower*25}"', 'message_bird: "{lower*12}"'],
  },
  'messagebird-client-id': {
    bad: ['message_bird: "{uuid}"', 'MESSAGE_BIRD={uuid}'],
    ok: ['colour: "{uuid}"', 'message_bird: "{hex*8}-{hex*4}"'],
  },
  'sendbird-access-token': {
    bad: ['sendbird: "{hex*40}"', 'SENDBIRD={hex*40}'],
    ok: ['colour: "{hex*40}"', 'sendbird: "{hex*20}"'],
  },
  'sendbird-access-id': {
    bad: ['sendbird: "{uuid}"', 'SENDBIRD={uuid}'],
    ok: ['colour: "{uuid}"', 'sendbird: "{hex*8}-{hex*4}"'],
  },
  'telnyx-api-key': {
    bad: ['telnyx: "KEY{alnum*32}_{alnum*22}"', 'TELNYX=KEY{alnum*32}_{alnum*22}'],
    ok: ['colour: "KEY{alnum*32}_{alnum*22}"', 'telnyx: "KEY{alnum*16}_{alnum*22}"'],
  },
  'plivo-auth-token': {
    bad: ['plivo: "{alnum*40}"', 'PLIVO={alnum*40}'],
    ok: ['colour: "{alnum*40}"', 'plivo: "{alnum*20}"'],
  },
  'zoom-client-secret': {
    bad: ['zoom_client_secret: "{alnum*32}"', 'ZOOM_CLIENT_SECRET={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'zoom_client_secret: "{alnum*16}"'],
  },
};
