import { seededRandom } from '@sallyport/kernel';

/** A made-up credential: what everybody may see of it, and the rest that nobody may. */
export interface Planted {
  readonly kind: string;
  readonly prefix: string;
  readonly secret: string;
}

const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

/** Kind, prefix in pieces, alphabet, length of the secret part. */
const KINDS: readonly (readonly [string, readonly string[], string, number])[] = [
  ['github-personal-access-token', ['gh', 'p_'], ALNUM, 36],
  ['github-oauth-token', ['gh', 'o_'], ALNUM, 36],
  ['github-app-token', ['gh', 'u_'], ALNUM, 36],
  ['github-refresh-token', ['gh', 'r_'], ALNUM, 36],
  ['github-fine-grained-token', ['github', '_pat_'], ALNUM, 82],
  ['gitlab-personal-access-token', ['gl', 'pat-'], ALNUM, 20],
  ['gitlab-deploy-token', ['gl', 'dt-'], ALNUM, 20],
  ['gitlab-runner-token', ['gl', 'rt-'], ALNUM, 20],
  ['digitalocean-personal-access-token', ['dop', '_v1_'], HEX, 64],
  ['digitalocean-oauth-token', ['doo', '_v1_'], HEX, 64],
  ['upcloud-api-token', ['uc', 'at_'], UPPER, 26],
  ['yandex-api-key', ['AQ', 'VN'], ALNUM, 35],
  ['yandex-oauth-token', ['y0', '_'], ALNUM, 55],
  ['tencent-cloud-secret-id', ['AK', 'ID'], ALNUM, 32],
  ['volcengine-access-key-id', ['AK', 'LT'], ALNUM, 43],
  ['scaleway-access-key', ['SC', 'W'], UPPER, 17],
  ['exoscale-api-key', ['EX', 'O'], HEX, 24],
  ['alibaba-sts-access-key-id', ['ST', 'S.'], ALNUM, 20],
  ['stripe-secret-key', ['sk_', 'live_'], ALNUM, 24],
  ['stripe-restricted-key', ['rk_', 'live_'], ALNUM, 24],
  ['npm-token', ['np', 'm_'], ALNUM, 36],
  ['google-api-key', ['AI', 'za'], ALNUM, 35],
  ['sendgrid-token', ['S', 'G.abcdEFGHijklMNOPqrst12.'], ALNUM, 43],
  ['shopify-token', ['shp', 'at_'], HEX, 32],
  ['linear-token', ['lin', '_api_'], ALNUM, 40],
  ['databricks-token', ['da', 'pi'], HEX, 32],
  ['huggingface-token', ['h', 'f_'], ALNUM.slice(0, 52), 34],
  ['grafana-service-account-token', ['gl', 'c_'], ALNUM, 60],
  ['age-secret-key', ['AGE-', 'SECRET-KEY-1'], 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58],
  ['pypi-token', ['py', 'pi-AgEIcHlwaS5vcmc'], ALNUM, 90],
  ['rubygems-token', ['ruby', 'gems_'], HEX, 48],
  ['dockerhub-token', ['dck', 'r_pat_'], ALNUM, 27],
  ['groq-key', ['gs', 'k_'], ALNUM, 52],
  ['replicate-token', ['r', '8_'], ALNUM, 37],
  ['planetscale-token', ['pscale', '_tkn_'], ALNUM, 43],
  ['vault-token', ['hv', 's.'], ALNUM, 95],
  ['doppler-token', ['dp', '.pt.'], ALNUM, 43],
  ['newrelic-key', ['NR', 'AK-'], UPPER, 27],
  ['pulumi-token', ['pu', 'l-'], HEX, 40],
  ['easypost-token', ['EZ', 'AK'], LOWER, 54],
  ['sentry-token', ['sntr', 'yu_'], HEX, 64],
];

/** `count` credentials, kind after kind, in an order that the number decides. The same number gives the same ones. */
export function plant(count: number, seed: number): Planted[] {
  const random = seededRandom(seed);
  const pick = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(random.below(alphabet.length))).join('');
  return Array.from({ length: count }, (_, index) => {
    const [kind = '', pieces = [], alphabet = ALNUM, length = 0] = KINDS[index % KINDS.length] ?? [];
    return { kind, prefix: pieces.join(''), secret: pick(alphabet, length) };
  });
}

/** The whole credential. */
export function whole(planted: Planted): string {
  return planted.prefix + planted.secret;
}

const RUN = 8;

/** Searches bytes for runs of 8 of the secret characters; returns the kinds that leaked. */
export function createLeakSearch(planted: readonly Planted[]): (bytes: Buffer) => string[] {
  const runs = new Map<string, string>();
  for (const { kind, prefix, secret } of planted) {
    // A run may also be seen through base64, at each of its three alignments.
    const encoded = [0, 1, 2].map((shift) => {
      const lead = 'x'.repeat(shift) + prefix;
      const text = Buffer.from(lead + secret).toString('base64');
      return text.slice(Math.ceil((lead.length * 4) / 3) + 1, -4);
    });
    for (const text of [secret, ...encoded])
      for (let at = 0; at + RUN <= text.length; at += 1) runs.set(text.slice(at, at + RUN), kind);
  }
  return (bytes) => {
    const text = bytes.toString('latin1');
    const leaked = new Set<string>();
    for (let at = 0; at + RUN <= text.length; at += 1) {
      const kind = runs.get(text.slice(at, at + RUN));
      if (kind !== undefined) leaked.add(kind);
    }
    return [...leaked];
  };
}
