import type { Sighting } from '@sallyport/findings';

import { effectiveRules } from '../../secrets/custom/effective-rules.ts';
import { rulesDigest } from '../../secrets/rules-digest.ts';
import type { SecretsSection } from '../../secrets/custom/shape.ts';
import { createInspector } from '../../secrets/inspect.ts';
import { createSearcher } from '../../secrets/search.ts';
import { asText } from '../../secrets/text.ts';

/** Looks for secrets in the texts of an image. */
export interface SecretLook {
  readonly ruleCount: number;
  /** Names the rules: what was seen with others is looked at again. */
  readonly digest: string;
  readonly notes: readonly string[];
  wants(path: string, sizeBytes: number): boolean;
  look(path: string, bytes: Buffer): { readonly sightings: readonly Sighting[]; readonly gaveUp: boolean };
  /** A text with asterisks in the place of what is a secret, or what a password or token would be behind its name. */
  blank(text: string): string;
}

const MOST_BYTES = 8 * 1024 ** 2;

/**
 * Where distributions and package managers put what they bring: nothing of an image's own lies there. Texts of installed
 * packages hold keys for their own tests, and nobody's secrets.
 */
const OF_PACKAGES =
  /^(?:usr\/(?:share|lib|lib32|lib64|libexec|include|src)|lib|lib64|boot|var\/(?:lib|cache)\/(?:dpkg|apt|rpm|dnf|yum|pacman|apk)|etc\/(?:ssl|pki|ca-certificates|alternatives|init\.d|pam\.d|security|perl|python3[^/]*))\/|(?:^|\/)(?:node_modules|site-packages|dist-packages|__pycache__|vendor\/bundle|gems)\//;

/** What of the secrets scanner an image needs; relative paths in the section start from `folder`. Without what may not be kept: a sighting here has no hash of a secret's value. */
export async function secretLook(
  section: SecretsSection,
  folder: string,
  identityKey: Uint8Array | undefined,
): Promise<SecretLook> {
  const { sources, allow, notes } = await effectiveRules({ section, folder, root: undefined });
  const inspector = createInspector(createSearcher(sources, allow), { identityKey, decodeDepth: 1 });
  return {
    ruleCount: sources.length,
    digest: rulesDigest(sources, [allow]),
    notes,
    wants: (path, sizeBytes) => sizeBytes > 0 && sizeBytes <= MOST_BYTES && !OF_PACKAGES.test(path),
    look(path, bytes) {
      const text = asText(bytes);
      if (text === undefined) return { sightings: [], gaveUp: false };
      const { sightings, gaveUp } = inspector.inspect({ bytes: text, path });
      return { sightings: [...inspector.inspectPath(path), ...sightings].map(withoutGroup), gaveUp };
    },
    blank(text) {
      const bytes = Buffer.from(text, 'utf8');
      for (const { place } of inspector.find({ bytes, path: undefined }).found) bytes.fill('*', place.start, place.end);
      return blankByName(bytes.toString('utf8'));
    },
  };
}

/** Runs are bounded, so that no text costs its square. */
const IN_ADDRESS = /(?<=:\/\/)[^\s/@:]{0,200}:[^\s/@]{0,500}(?=@)/g;
const AFTER_NAME =
  /(?<name>(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credential)s?[\w-]{0,40}["']?(?:\s{0,4}[=:]\s{0,4}|\s{1,4}))(?:"[^"]*"|'[^']*'|[^\s"';&|]+)/gi;

/** Credentials in addresses, and what follows the name of a secret: build arguments, options, headers. */
function blankByName(text: string): string {
  return text.replaceAll(IN_ADDRESS, '***').replaceAll(AFTER_NAME, '$<name>***');
}

function withoutGroup(sighting: Sighting): Sighting {
  const { group, ...kept } = sighting;
  return group === undefined ? sighting : kept;
}
