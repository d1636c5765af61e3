import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'launchdarkly-access-token': {
    bad: ['launch_darkly: "{A-Za-z0-9=_-*40}"', 'LAUNCH_DARKLY={A-Za-z0-9=_-*40}'],
    ok: ['colour: "{A-Za-z0-9=_-*40}"', 'launch_darkly: "{A-Za-z0-9=_-*20}"'],
  },
  'launchdarkly-sdk-key': {
    bad: ['value = "sdk-{hex*8}-{hex*4}-4{hex*3}-{89ab*1}{hex*3}-{hex*12}"'],
    ok: ['value = "sdk-{hex*8}-{hex*4}-4{hex*3}-{89ab*1}{hex*3}-{hex*6}"'],
  },
  'devcycle-client-sdk-key': {
    bad: ['value = "dvc_client_{A-Za-z0-9_*24}"'],
    ok: ['value = "dvc_client_{A-Za-z0-9_*12}"'],
  },
  'devcycle-mobile-sdk-key': {
    bad: ['value = "dvc_mobile_{A-Za-z0-9_*24}"'],
    ok: ['value = "dvc_mobile_{A-Za-z0-9_*12}"'],
  },
  'devcycle-server-sdk-key': {
    bad: ['value = "dvc_server_{A-Za-z0-9_*24}"'],
    ok: ['value = "dvc_server_{A-Za-z0-9_*12}"'],
  },
  'configcat-sdk-key': {
    bad: ['value = "configcat-sdk-1/{web*22}/{web*22}"'],
    ok: ['value = "configcat-sdk-1/{web*22}/{web*11}"'],
  },
  'statsig-secret-key': {
    bad: ['statsig: "secret-{alnum*40}"', 'STATSIG=secret-{alnum*40}'],
    ok: ['colour: "secret-{alnum*40}"', 'statsig: "secret-{alnum*20}"'],
  },
  'split-api-key': {
    bad: ['split_api_key: "{lower*40}"', 'SPLIT_API_KEY={lower*40}'],
    ok: ['colour: "{lower*40}"', 'split_api_key: "{lower*20}"'],
  },
  'flagsmith-server-key': {
    bad: ['flagsmith: "ser.{alnum*22}"', 'FLAGSMITH=ser.{alnum*22}'],
    ok: ['colour: "ser.{alnum*22}"', 'flagsmith: "ser.{alnum*11}"'],
  },
  'expo-access-token': {
    bad: ['expo_token: "{web*40}"', 'EXPO_TOKEN={web*40}'],
    ok: ['colour: "{web*40}"', 'expo_token: "{web*20}"'],
  },
  'app-center-token': {
    bad: ['app_center_api_token: "{hex*40}"', 'APP_CENTER_API_TOKEN={hex*40}'],
    ok: ['colour: "{hex*40}"', 'app_center_api_token: "{hex*20}"'],
  },
  'app-store-connect-issuer-id': {
    bad: ['app_store_connect_issuer: "{uuid}"', 'APP_STORE_CONNECT_ISSUER={uuid}'],
    ok: ['colour: "{uuid}"', 'app_store_connect_issuer: "{hex*8}-{hex*4}"'],
  },
};
