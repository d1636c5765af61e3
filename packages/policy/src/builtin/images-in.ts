import type { JsonValue } from '@sallyport/kernel';
import { isForeignObject, jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import type { InputPath } from '../policy.ts';

interface FoundImage {
  readonly image: string;
  readonly path: InputPath;
}

/** Deeper than this no manifest goes. */
const MAX_DEPTH = 40;

/** The images that a document names: containers of Kubernetes manifests, services of Compose files, stages of Dockerfiles. */
export function imagesIn(content: JsonValue, format: string): FoundImage[] {
  if (format === 'dockerfile') return stageImages(content);
  const found: FoundImage[] = [];
  visit(content, [], found);
  return found;
}

const LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

function visit(value: unknown, path: InputPath, found: FoundImage[]): void {
  if (path.length > MAX_DEPTH) return;
  if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, [...path, i], found);
  else if (isForeignObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const holders = holdersIn(key, item, path);
      for (const [name, holder] of holders) addImage(holder, [...path, key, name], found);
      visit(item, [...path, key], found);
    }
  }
}

/** What runs an image below a key: a list of containers, or the services of a Compose file. */
function holdersIn(key: string, item: unknown, path: InputPath): (readonly [string | number, unknown])[] {
  if (LISTS.has(key) && Array.isArray(item)) return [...item.entries()];
  return key === 'services' && path.length === 0 && isForeignObject(item) ? Object.entries(item) : [];
}

function addImage(holder: unknown, path: InputPath, found: FoundImage[]): void {
  const image = jsonText(holder, 'image');
  if (image !== undefined) found.push({ image, path: [...path, 'image'] });
}

/** What FROM, `COPY --from` and `RUN --mount=from=` name; an earlier stage, by name or number, and `scratch` are no images. */
function stageImages(content: JsonValue): FoundImage[] {
  const found: FoundImage[] = [];
  const stages = new Set<string>();
  for (const [i, instruction] of (Array.isArray(content) ? content : []).entries()) {
    for (const { image, flag } of flagImages(instruction))
      if (!stages.has(image.toLowerCase())) found.push({ image, path: [i, 'Flags', flag] });
    if (jsonMember(instruction, 'Cmd') !== 'from') continue;
    const words = jsonTexts(instruction, 'Value');
    const [image] = words;
    const index = jsonList(instruction, 'Value').indexOf(image);
    if (image !== undefined && image !== 'scratch' && !stages.has(image.toLowerCase()))
      found.push({ image, path: [i, 'Value', index] });
    const name = words[1]?.toLowerCase() === 'as' ? words[2] : undefined;
    if (name !== undefined) stages.add(name.toLowerCase());
  }
  return found;
}

/** What the flags of an instruction name; a number is an earlier stage. */
function flagImages(instruction: unknown): { readonly image: string; readonly flag: number }[] {
  return jsonTexts(instruction, 'Flags').flatMap((text, flag) => {
    const image = /^--(?:from=|mount=(?:.*,)?from=)(?<image>[^,]+)/.exec(text)?.groups?.['image'];
    return image === undefined || /^\d+$/.test(image) ? [] : [{ image, flag }];
  });
}
