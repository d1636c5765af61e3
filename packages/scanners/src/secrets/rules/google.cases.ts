import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'gcp-api-key': {
    bad: ['value = "AIza{web*35}"'],
    ok: ['value = "AIza{web*17}"'],
  },
  'gcp-service-account-key': {
    bad: ['{ "type": "service{_*1}account", "project_id": "acme" }'],
    ok: ['{ "type": "user_account" }', 'the type is service_account'],
  },
  'gcp-application-default-credentials': {
    bad: ['{"client_id":"{digit*12}","refresh_token":"1//{web*40}","type":"authorized_user"}'],
    ok: ['{"refresh_token":"1//{web*40}","type":"service"}', '{"type":"authorized_user"}'],
  },
  'google-oauth-client-secret': {
    bad: ['value = "GOCSPX-{web*28}"'],
    ok: ['value = "GOCSPX-{web*14}"'],
  },
  'google-oauth-access-token': {
    bad: ['value = "ya29.{web*50}"'],
    ok: ['value = "ya29.{web*25}"'],
  },
  'google-oauth-refresh-token': {
    bad: ['value = "1//0{web*38}"'],
    ok: ['value = "1//0{web*19}"'],
  },
  'gcp-gemini-api-key': {
    bad: ['value = "AQ.Ab8RN6{web*44}"'],
    ok: ['value = "AQ.Ab8RN6{web*22}"'],
  },
  'google-recaptcha-secret': {
    bad: ['recaptcha_secret: "6L{web*38}"', 'RECAPTCHA_SECRET=6L{web*38}'],
    ok: ['colour: "6L{web*38}"', 'recaptcha_secret: "6L{web*19}"'],
  },
  'firebase-cloud-messaging-key': {
    bad: ['value = "AAAA{web*7}:APA91b{web*134}"'],
    ok: ['value = "AAAA{web*7}:APA91b{web*67}"'],
  },
  'firebase-ci-token': {
    bad: ['firebase_token: "1//{web*40}"', 'FIREBASE_TOKEN=1//{web*40}'],
    ok: ['colour: "1//{web*40}"', 'firebase_token: "1//{web*20}"'],
  },
  'google-hmac-key': {
    bad: ['value = "GOOG1E{upper*55}"'],
    ok: ['value = "GOOG1E{upper*27}"'],
  },
};
