/** What a build platform says of a build in its job's environment. */

export type PlatformName = 'github' | 'gitlab' | 'jenkins' | 'cloud-build' | 'azure';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A build as SLSA provenance describes it. */
export interface BuildFacts {
  readonly platform: PlatformName;
  /** URI of the template that the parameters are to be read by. */
  readonly buildType: string;
  /** URI of who runs the build. */
  readonly builderId: string;
  /** URI of this run. */
  readonly invocationId: string | undefined;
  /** Where the source came from, with its commit. */
  readonly source: { readonly uri: string; readonly commit: string } | undefined;
  /** What the user of the platform chose. */
  readonly externalParameters: Readonly<Record<string, string>>;
  /** What the platform chose. */
  readonly internalParameters: Readonly<Record<string, string>>;
}

export interface Platform {
  readonly name: PlatformName;
  detect(env: Environment): boolean;
  read(env: Environment): BuildFacts;
}

/** The named variables that are set and not empty, under other names. */
export function pick(env: Environment, names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, variable]) => {
      const value = env[variable];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** `git+URL@REF` and its commit, where both are known. */
export function gitSource(
  url: string | undefined,
  ref: string | undefined,
  commit: string | undefined,
): BuildFacts['source'] {
  if (url === undefined || url === '' || commit === undefined || !COMMIT.test(commit)) return undefined;
  const plain = withoutCredentials(url);
  const uri = plain.includes('://') ? `git+${plain}` : plain;
  return { uri: ref === undefined || ref === '' ? uri : `${uri}@${ref}`, commit };
}

/** CI systems put tokens into clone URLs; those must not end up in a signed document. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}
