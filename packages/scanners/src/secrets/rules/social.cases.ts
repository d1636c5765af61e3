import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'facebook-secret': {
    bad: ['facebook: "{hex*32}"', 'FACEBOOK={hex*32}'],
    ok: ['colour: "{hex*32}"', 'facebook: "{hex*16}"'],
  },
  'facebook-access-token': {
    bad: ['facebook access_token: {digit*16}|{web*27}', '{"facebook_token":"{digit*15}|{web*27}"}'],
    ok: ['facebook access_token: {digit*12}|{web*27}', 'id: {digit*16}|{web*27}'],
  },
  'facebook-page-access-token': {
    bad: ['value = "EAAM{alnum*80}"'],
    ok: ['value = "EAAM{alnum*40}"'],
  },
  'instagram-access-token': {
    bad: ['value = "IGQVJ{web*100}"'],
    ok: ['value = "IGQVJ{web*50}"'],
  },
  'linkedin-client-id': {
    bad: ['linked_in: "{lower*14}"', 'LINKED_IN={lower*14}'],
    ok: ['colour: "{lower*14}"', 'linked_in: "{lower*7}"'],
  },
  'linkedin-client-secret': {
    bad: [
      'linked_in: "WPL_AP{digit*1}.{alnum*16}.{A-Za-z0-9+/=*6}"',
      'LINKED_IN=WPL_AP{digit*1}.{alnum*16}.{A-Za-z0-9+/=*6}',
    ],
    ok: [
      'colour: "WPL_AP{digit*1}.{alnum*16}.{A-Za-z0-9+/=*6}"',
      'linked_in: "WPL_AP{digit*1}.{alnum*8}.{A-Za-z0-9+/=*6}"',
    ],
  },
  'twitter-api-key': {
    bad: ['twitter: "{alnum*25}"', 'TWITTER={alnum*25}'],
    ok: ['colour: "{alnum*25}"', 'twitter: "{alnum*12}"'],
  },
  'twitter-api-secret': {
    bad: ['twitter: "{alnum*50}"', 'TWITTER={alnum*50}'],
    ok: ['colour: "{alnum*50}"', 'twitter: "{alnum*25}"'],
  },
  'twitter-access-token': {
    bad: ['twitter: "{digit*15}-{alnum*20}"', 'TWITTER={digit*15}-{alnum*20}'],
    ok: ['colour: "{digit*15}-{alnum*20}"', 'twitter: "{digit*15}-{alnum*10}"'],
  },
  'twitter-bearer-token': {
    bad: ['bearer = "AAAAAAAAAAAAAAAAAAAAA{alnum*80}"', 'Authorization: Bearer AAAAAAAAAAAAAAAAAAAAA{A-Za-z0-9%*90}'],
    ok: ['bearer = "AAAAAAAAAAAAAAAAAAAAA{alnum*30}"', 'zeros = "AAAAAAAAAAAAAAAAAAAAA{A*80}"'],
  },
  'disqus-api-key': {
    bad: ['disqus: "{alnum*64}"', 'DISQUS={alnum*64}'],
    ok: ['colour: "{alnum*64}"', 'disqus: "{alnum*32}"'],
  },
  'reddit-client-secret': {
    bad: ['reddit_client_secret: "{web*27}"', 'REDDIT_CLIENT_SECRET={web*27}'],
    ok: ['colour: "{web*27}"', 'reddit_client_secret: "{web*13}"'],
  },
  'spotify-client-secret': {
    bad: ['spotify_client_secret: "{hex*32}"', 'SPOTIFY_CLIENT_SECRET={hex*32}'],
    ok: ['colour: "{hex*32}"', 'spotify_client_secret: "{hex*16}"'],
  },
  'intra42-client-secret': {
    bad: ['value = "s-s4t2ud-{hex*64}"'],
    ok: ['value = "s-s4t2ud-{hex*32}"'],
  },
};
