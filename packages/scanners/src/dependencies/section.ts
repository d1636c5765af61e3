import { array, boolean, number, object, optional, string } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

const names = (doc: string) => optional(array(string({ minLength: 1, maxLength: 300 })), doc);

/** The `dependencies` section of `sallyport.yaml`. */
export const DEPENDENCIES_SECTION = object({
  includeIgnored: optional(boolean(), 'Look at files that git ignores too.'),
  dev: optional(boolean(), 'Whether packages that only development needs count; true where it is left out.'),
  oldAfterDays: optional(
    number({ integer: true, min: 1, max: 3650 }),
    'From which age on advisories are called old; 7 days where it is left out.',
  ),
  severitySources: names('Sources whose severity is shown before all others, for example GitHub.'),
  vex: names('VEX documents (OpenVEX, CycloneDX or CSAF), relative to this file.'),
  private: names('Names and scopes of your own packages (@acme/*, acme-*) that no public registry may answer for.'),
  hygiene: optional(boolean(), 'Whether doubtful packages are looked for; true where it is left out.'),
  licences: optional(
    object({
      allow: names('SPDX identifiers or families (GPL-*) that may be used; then no other may.'),
      deny: names('SPDX identifiers or families that must not be used.'),
      dev: optional(boolean(), 'Whether packages that only development needs are judged too.'),
    }),
    'Which licences the packages may have.',
  ),
});

export type DependenciesSection = ShapeValue<typeof DEPENDENCIES_SECTION>;
