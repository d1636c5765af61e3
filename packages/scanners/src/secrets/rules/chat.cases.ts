import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'discord-bot-token': {
    bad: ['discord: "{MNO*1}{web*23}.{web*6}.{web*27}"', 'DISCORD={MNO*1}{web*23}.{web*6}.{web*27}'],
    ok: ['colour: "{MNO*1}{web*23}.{web*6}.{web*27}"', 'discord: "{MNO*1}{web*23}.{web*6}.{web*13}"'],
  },
  'discord-api-token': {
    bad: ['discord: "{hex*64}"', 'DISCORD={hex*64}'],
    ok: ['colour: "{hex*64}"', 'discord: "{hex*32}"'],
  },
  'discord-client-id': {
    bad: ['discord: "{digit*18}"', 'DISCORD={digit*18}'],
    ok: ['colour: "{digit*18}"', 'discord: "{digit*9}"'],
  },
  'discord-client-secret': {
    bad: ['discord: "{A-Za-z0-9=_-*32}"', 'DISCORD={A-Za-z0-9=_-*32}'],
    ok: ['colour: "{A-Za-z0-9=_-*32}"', 'discord: "{A-Za-z0-9=_-*16}"'],
  },
  'discord-webhook-url': {
    bad: ['value = "https://discord.com/api/webhooks/{digit*17}/{web*60}"'],
    ok: ['value = "https://discord.com/api/webhooks/{digit*17}/{web*30}"'],
  },
  'telegram-bot-token': {
    bad: ['value = "{digit*8}:AA{web*33}"'],
    ok: ['value = "{digit*8}:AA{web*16}"'],
  },
  'telegram-bot-url': {
    bad: ['value = "api.telegram.org/bot{digit*8}:{web*35}"'],
    ok: ['value = "api.telegram.org/bot{digit*8}:{web*17}"'],
  },
  'mattermost-access-token': {
    bad: ['mattermost: "{lower*26}"', 'MATTERMOST={lower*26}'],
    ok: ['colour: "{lower*26}"', 'mattermost: "{lower*13}"'],
  },
  'gitter-access-token': {
    bad: ['gitter: "{a-z0-9_-*40}"', 'GITTER={a-z0-9_-*40}'],
    ok: ['colour: "{a-z0-9_-*40}"', 'gitter: "{a-z0-9_-*20}"'],
  },
  'zulip-api-key': {
    bad: ['zulip: "{alnum*32}"', 'ZULIP={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'zulip: "{alnum*16}"'],
  },
  'rocket-chat-token': {
    bad: ['rocket_chat: "{web*43}"', 'ROCKET_CHAT={web*43}'],
    ok: ['colour: "{web*43}"', 'rocket_chat: "{web*21}"'],
  },
  'lark-app-id': {
    bad: ['lark: "cli_{alnum*16}"', 'LARK=cli_{alnum*16}'],
    ok: ['colour: "cli_{alnum*16}"', 'lark: "cli_{alnum*8}"'],
  },
  'lark-app-secret': {
    bad: ['lark: "{alnum*32}"', 'LARK={alnum*32}'],
    ok: ['colour: "{alnum*32}"', 'lark: "{alnum*16}"'],
  },
  'line-channel-access-token': {
    bad: ['line_channel: "{A-Za-z0-9+/=*160}"', 'LINE_CHANNEL={A-Za-z0-9+/=*160}'],
    ok: ['colour: "{A-Za-z0-9+/=*160}"', 'line_channel: "{A-Za-z0-9+/=*80}"'],
  },
};
