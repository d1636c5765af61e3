import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'amplitude-api-key': {
    bad: ['amplitude: "{hex*32}"', 'AMPLITUDE={hex*32}'],
    ok: ['colour: "{hex*32}"', 'amplitude: "{hex*16}"'],
  },
  'mixpanel-secret': {
    bad: ['mixpanel: "{hex*32}"', 'MIXPANEL={hex*32}'],
    ok: ['colour: "{hex*32}"', 'mixpanel: "{hex*16}"'],
  },
  'posthog-project-api-key': {
    bad: ['value = "phc_{web*41}"'],
    ok: ['value = "phc_{web*20}"'],
  },
  'posthog-personal-api-key': {
    bad: ['value = "phx_{web*41}"'],
    ok: ['value = "phx_{web*20}"'],
  },
  'segment-public-api-token': {
    bad: ['value = "sgp_{alnum*64}"'],
    ok: ['value = "sgp_{alnum*32}"'],
  },
  'segment-write-key': {
    bad: ['segment_write_key: "{alnum*32}"', 'SEGMENT_WRITE_KEY={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'segment_write_key: "{alnum*16}"'],
  },
  'fullstory-api-key': {
    bad: ['fullstory: "na1.{A-Za-z0-9+/=*20}"', 'FULLSTORY=na1.{A-Za-z0-9+/=*20}'],
    ok: ['colour: "na1.{A-Za-z0-9+/=*20}"', 'fullstory: "na1.{A-Za-z0-9+/=*10}"'],
  },
  'beamer-api-token': {
    bad: ['beamer: "b_{A-Za-z0-9=_-*44}"', 'BEAMER=b_{A-Za-z0-9=_-*44}'],
    ok: ['colour: "b_{A-Za-z0-9=_-*44}"', 'beamer: "b_{A-Za-z0-9=_-*22}"'],
  },
  'wakatime-api-key': {
    bad: ['wakatime: "{uuid}"', 'WAKATIME={uuid}'],
    ok: ['colour: "{uuid}"', 'wakatime: "{hex*8}-{hex*4}"'],
  },
  'wakatime-api-key-v1': {
    bad: ['value = "waka_{a-z0-9-*36}"'],
    ok: ['value = "waka_{a-z0-9-*18}"'],
  },
  'openweather-api-key': {
    bad: ['open_weather: "{lower*32}"', 'OPEN_WEATHER={lower*32}'],
    ok: ['colour: "{lower*32}"', 'open_weather: "{lower*16}"'],
  },
  'weatherstack-api-key': {
    bad: ['weatherstack: "{lower*32}"', 'WEATHERSTACK={lower*32}'],
    ok: ['colour: "{lower*32}"', 'weatherstack: "{lower*16}"'],
  },
  'mapbox-api-token': {
    bad: ['value = "pk.{alnum*60}.{alnum*22}"'],
    ok: ['value = "pk.{alnum*30}.{alnum*22}"'],
  },
  'mapbox-secret-token': {
    bad: ['value = "sk.eyj{web*50}.{web*22}"'],
    ok: ['value = "sk.eyj{web*25}.{web*22}"'],
  },
  'maxmind-license-key': {
    bad: ['value = "{alnum*6}_{alnum*29}_mmk"'],
    ok: ['value = "{alnum*6}_{alnum*14}_mmk"'],
  },
};
