import type { Finding, Location } from '@sallyport/findings';

/** `path:line:column`, with the short commit behind it where the place lies in the history. Raw: escape it for the format. */
export function placeText(location: Location): string {
  const start = location.range?.start;
  const place = start === undefined ? location.path : `${location.path}:${start.line}:${start.column}`;
  return location.commit === undefined ? place : `${place} @ ${location.commit.sha.slice(0, 10)}`;
}

/** The location that stands for the finding. */
export function primaryLocation(finding: Finding): Location {
  return finding.occurrences[0].location;
}

/** `scanner/rule`, the rule's full id. */
export function ruleId(finding: Finding): string {
  return `${finding.scanner}/${finding.rule}`;
}

/** The path is one of a file as it lies in the work tree: not inside an archive, a layer or an old commit. */
export function inWorkTree(location: Location): boolean {
  return location.commit === undefined && location.layer === undefined && !location.path.includes('!');
}

/** A relative URI of a path: every character that RFC 3986 does not allow in a path segment is percent-encoded as UTF-8. */
export function pathUri(path: string): string {
  return path
    .toWellFormed()
    .split('/')
    .map((segment) => encodeURIComponent(segment).replaceAll(/[!'()*]/g, percent))
    .join('/');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
