import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'bittrex-access-key': {
    bad: ['bittrex: "{lower*32}"', 'BITTREX={lower*32}'],
    ok: ['colour: "{lower*32}"', 'bittrex: "{lower*16}"'],
  },
  'coinbase-access-token': {
    bad: ['coinbase: "{web*64}"', 'COINBASE={web*64}'],
    ok: ['colour: "{web*64}"', 'coinbase: "{web*32}"'],
  },
  'kraken-access-token': {
    bad: ['kraken: "{A-Za-z0-9/=_+-*80}"', 'KRAKEN={A-Za-z0-9/=_+-*80}'],
    ok: ['colour: "{A-Za-z0-9/=_+-*80}"', 'kraken: "{A-Za-z0-9/=_+-*40}"'],
  },
  'kucoin-access-token': {
    bad: ['kucoin: "{hex*24}"', 'KUCOIN={hex*24}'],
    ok: ['colour: "{hex*24}"', 'kucoin: "{hex*12}"'],
  },
  'kucoin-secret-key': {
    bad: ['kucoin: "{uuid}"', 'KUCOIN={uuid}'],
    ok: ['colour: "{uuid}"', 'kucoin: "{hex*8}-{hex*4}"'],
  },
  'binance-api-secret': {
    bad: ['binance: "{alnum*64}"', 'BINANCE={alnum*64}'],
    ok: ['colour: "{alnum*64}"', 'binance: "{alnum*32}"'],
  },
  'bybit-api-secret': {
    bad: ['bybit: "{alnum*36}"', 'BYBIT={alnum*36}'],
    ok: ['colour: "{alnum*36}"', 'bybit: "{alnum*18}"'],
  },
  'polymarket-api-secret': {
    bad: ['poly_secret: "{A-Za-z0-9+/_-*40}"', 'POLY_SECRET={A-Za-z0-9+/_-*40}'],
    ok: ['colour: "{A-Za-z0-9+/_-*40}"', 'poly_secret: "{A-Za-z0-9+/_-*20}"'],
  },
  'polymarket-passphrase': {
    bad: ['poly_passphrase: "{web*12}"', 'POLY_PASSPHRASE={web*12}'],
    ok: ['colour: "{web*12}"', 'poly_passphrase: "{web*6}"'],
  },
  'polymarket-address': {
    bad: ['poly_address: "0x{A-Fa-f0-9*40}"', 'POLY_ADDRESS=0x{A-Fa-f0-9*40}'],
    ok: ['colour: "0x{A-Fa-f0-9*40}"', 'poly_address: "0x{A-Fa-f0-9*20}"'],
  },
  'polymarket-api-key': {
    bad: ['poly_key: "{uuid}"', 'POLY_KEY={uuid}'],
    ok: ['colour: "{uuid}"', 'poly_key: "{hex*8}-{hex*4}"'],
  },
  'polymarket-private-key': {
    bad: ['poly_private_key: "{A-Fa-f0-9*64}"', 'POLY_PRIVATE_KEY={A-Fa-f0-9*64}'],
    ok: ['colour: "{A-Fa-f0-9*64}"', 'poly_private_key: "{A-Fa-f0-9*32}"'],
  },
  'ethereum-private-key': {
    bad: ['eth_private_key: "{A-Fa-f0-9*64}"', 'ETH_PRIVATE_KEY={A-Fa-f0-9*64}'],
    ok: ['colour: "{A-Fa-f0-9*64}"', 'eth_private_key: "{A-Fa-f0-9*32}"'],
  },
  'wallet-mnemonic': {
    bad: ['MNEMONIC="{a-m*5} {n-z*6} {a-m*4} {a-z*7} {a-z*5} {a-z*4} {a-z*6} {a-z*5} {a-z*8} {a-z*3} {a-z*5} {a-z*6}"'],
    ok: ['MNEMONIC="test test test test test test test test test test test junk"', 'mnemonic = "a short one"'],
  },
  'bitcoin-wif-key': {
    bad: ['wif: "{5KLc9*1}{1-9A-HJ-NP-Za-km-z*50}"', 'WIF={5KLc9*1}{1-9A-HJ-NP-Za-km-z*50}'],
    ok: ['colour: "{5KLc9*1}{1-9A-HJ-NP-Za-km-z*50}"', 'wif: "{5KLc9*1}{1-9A-HJ-NP-Za-km-z*25}"'],
  },
  'extended-private-key': {
    bad: ['value = "xprv9{1-9A-HJ-NP-Za-km-z*105}"'],
    ok: ['value = "xprv9{1-9A-HJ-NP-Za-km-z*52}"'],
  },
  'alchemy-api-key': {
    bad: ['value = ".g.alchemy.com/v2/{web*32}"'],
    ok: ['value = ".g.alchemy.com/v2/{web*16}"'],
  },
  'infura-project-id': {
    bad: ['value = ".infura.io/v3/{hex*32}"'],
    ok: ['value = ".infura.io/v3/{hex*16}"'],
  },
  'etherscan-api-key': {
    bad: ['etherscan: "{upper*34}"', 'ETHERSCAN={upper*34}'],
    ok: ['colour: "{upper*34}"', 'etherscan: "{upper*17}"'],
  },
};
