import { array, boolean, object, optional, string, withDefault } from '@sallyport/documents';
import { judgeLicences } from '@sallyport/inventory';
import type { LicenceVerdict, Package } from '@sallyport/inventory';

import type { Breach } from '../policy.ts';
import { defineBuiltin } from './builtin.ts';

const names = array(string({ minLength: 1 }));

export const builtin = defineBuiltin({
  id: 'licences',
  title: 'Only licences that are allowed',
  summary:
    'Objects to packages under licences that are denied or not on the list; those whose licence is not known ask for approval where there is a list, and fail on request.',
  parameters: object({
    allow: optional(names, 'Licences that pass, as SPDX identifiers or families (`GPL-*`); any where left out.'),
    deny: optional(names, 'Licences that fail.'),
    unknown: withDefault(boolean(), false, 'Whether a package without a known licence fails too.'),
    ignoreDev: withDefault(boolean(), true, 'Whether packages for development alone are left out.'),
    exempt: withDefault(names, [], 'Packages that are left out, by purl without version.'),
  }),
  requires: () => ['inventory'],
  judge: (input, { allow, deny, unknown, ignoreDev, exempt }) => {
    const lists = { ...(allow === undefined ? {} : { allow }), ...(deny === undefined ? {} : { deny }) };
    // Unknown is not allowed: with a list of what may be there, a person has to look.
    const asksAboutUnknown = unknown || allow !== undefined || deny !== undefined;
    const failing = new Set<LicenceVerdict>([
      'denied',
      'unlisted',
      ...(asksAboutUnknown ? (['unknown'] as const) : []),
    ]);
    const isLeftOut = (found: Package): boolean =>
      (ignoreDev && found.dev) || exempt.includes(found.purl.replace(/@[^@/]*$/, ''));
    const breaches = (input.inventory?.packages ?? []).flatMap((found, index): Breach[] => {
      const { verdict, because } = judgeLicences(found.licences, lists);
      if (isLeftOut(found) || !failing.has(verdict)) return [];
      return [
        {
          rule: verdict,
          message: `${found.name} ${found.version ?? ''}: ${TEXTS[verdict]}${because.length === 0 ? '' : ` (${because.join(', ')})`}`,
          enforcement: verdict === 'unknown' && !unknown ? 'warn' : 'deny',
          severity: verdict === 'denied' ? 'high' : 'medium',
          paths: [['inventory', 'packages', index]],
          fix: `Replace ${found.name}, or have its licence allowed.`,
          ...placeOf(found),
        },
      ];
    });
    return { breaches };
  },
});

const TEXTS: { readonly [verdict in LicenceVerdict]: string } = {
  denied: 'its licence is denied',
  unlisted: 'its licence is not on the list of allowed ones',
  unknown: 'its licence is not known',
  allowed: 'its licence is allowed',
};

function placeOf({ location }: Package): Pick<Breach, 'place'> {
  if (location === undefined) return {};
  const { path, range } = location;
  return { place: range === undefined ? { path } : { path, line: range.start.line, column: range.start.column } };
}
