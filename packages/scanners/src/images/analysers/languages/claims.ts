import type { LicenceClaim } from '@sallyport/inventory';

/** Licences as a package's own metadata writes them. Longer texts are whole licences, not names. */
export function claims(raws: readonly (string | undefined)[]): LicenceClaim[] {
  return [...new Set(raws)].flatMap((raw) => {
    const text = raw?.trim();
    return text === undefined || text === '' || text.length > 200 ? [] : [{ raw: text, kind: 'declared' as const }];
  });
}
