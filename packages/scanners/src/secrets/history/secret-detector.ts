import { sha256Hex } from '@sallyport/kernel';

import type { Inspector } from '../inspect.ts';
import { asText } from '../text.ts';
import type { BlobDetector } from './detector.ts';

/** The secrets engine as the history uses it. */
export function secretDetector(inspector: () => Inspector): BlobDetector {
  return {
    detect(bytes, part) {
      const text = { bytes, path: undefined };
      const { found } = inspector().find(part === undefined ? text : { ...text, part });
      return found.map(({ rule, place, value }) => ({
        key: `${rule.id}:${sha256Hex(value)}`,
        start: place.start,
        end: place.end,
      }));
    },
    sightings(bytes, path) {
      const text = asText(bytes);
      return text === undefined ? [] : inspector().inspect({ bytes: text, path }).sightings;
    },
  };
}
