/** A vulnerability's name as sources write it; undefined for what is none. */
export function advisoryName(word: string): string | undefined {
  if (/^cve-\d{4}-\d{4,}$/i.test(word)) return word.toUpperCase();
  if (/^ghsa(?:-[0-9a-z]{4}){3}$/i.test(word)) return `GHSA-${word.slice(5).toLowerCase()}`;
  // GO-2021-0113, PYSEC-2021-1, RUSTSEC-2020-0001, MAL-2024-1, DSA-5000-1, ALSA-2022:1
  return /^[A-Z][A-Z0-9]{1,20}-[\w:.-]{1,60}$/.test(word) ? word : undefined;
}
