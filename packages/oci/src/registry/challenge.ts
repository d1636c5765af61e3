/** What a registry asks for in `WWW-Authenticate` (RFC 9110, 11.6.1). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string };

const LONGEST = 8192;

/** The first challenge that can be met, a token before a password; undefined where there is none. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  if (header === undefined || header.length > LONGEST) return undefined;
  const bearer = /(?:^|,)\s*bearer\s+(?<rest>.*)$/i.exec(header)?.groups?.['rest'];
  if (bearer !== undefined) {
    const parameters = new Map(
      [...bearer.matchAll(/(?<name>[a-z_]+)\s*=\s*(?:"(?<quoted>[^"]*)"|(?<plain>[^\s",]+))/gi)].map(({ groups }) => [
        groups?.['name']?.toLowerCase() ?? '',
        groups?.['quoted'] ?? groups?.['plain'] ?? '',
      ]),
    );
    const realm = parameters.get('realm');
    const service = parameters.get('service');
    const scope = parameters.get('scope');
    if (realm !== undefined) {
      return {
        scheme: 'bearer',
        realm,
        ...(service === undefined ? {} : { service }),
        ...(scope === undefined ? {} : { scope }),
      };
    }
  }
  return /(?:^|,)\s*basic(?:\s|$)/i.test(header) ? { scheme: 'basic' } : undefined;
}
