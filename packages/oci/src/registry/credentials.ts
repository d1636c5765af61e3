/** What a registry is shown: a name and a password, or a token that a token service exchanges. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity-token'; readonly token: string }
  | { readonly kind: 'registry-token'; readonly token: string };

/** Finds the credential for a repository (`host/path`); undefined is nobody in particular. */
export interface Credentials {
  find(repository: string): Promise<Credential | undefined>;
}

/** Nobody in particular, everywhere. */
export const ANONYMOUS: Credentials = Object.freeze({ find: async () => undefined });

export function basicHeader(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
