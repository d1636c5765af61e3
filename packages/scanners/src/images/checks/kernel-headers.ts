import type { Sighting } from '@sallyport/findings';
import { jsonMember, jsonText } from '@sallyport/kernel';

import { ofRule } from '../rules.ts';

const HEADERS =
  /^(?:linux-libc-dev(?:-\w+-cross)?|linux-headers-.*|kernel-headers|kernel-devel.*|linux-.*-headers-.*|linux-headers|linux-glibc-devel)$/;

/** Puts the vulnerabilities of kernel headers into one finding a package, which says what to make of them. */
export function groupKernelHeaders(sightings: readonly Sighting[]): Sighting[] {
  const isHeader = (sighting: Sighting): boolean => HEADERS.test(nameOf(sighting));
  const groups = Map.groupBy(sightings.filter(isHeader), nameOf);
  const grouped = [...groups].flatMap(([name, all]) => {
    const [first] = all;
    if (first === undefined) return [];
    const ids = [...new Set(all.map(({ rule }) => rule))].toSorted();
    return [
      {
        ...ofRule('kernel-headers'),
        message: `${ids.length} vulnerabilities of the kernel are told for ${name}, which holds no code of it.`,
        location: first.location,
        anchor: name,
        details: { package: name, vulnerabilities: ids },
      },
    ];
  });
  return [...sightings.filter((sighting) => !isHeader(sighting)), ...grouped];
}

function nameOf({ details }: Sighting): string {
  return jsonText(jsonMember(details, 'package'), 'name') ?? '';
}
