import { jsonTexts } from '@sallyport/kernel';

import { pagesOf } from './listing.ts';
import type { Session } from './session.ts';

export interface TagList {
  readonly tags: readonly string[];
  readonly isWhole: boolean;
}

const PAGE = 1000;

/** All tags of a repository; none where there is no such repository. */
export async function listTags(session: Session, repository: string): Promise<TagList> {
  const pages = pagesOf(session, tagListing(repository, ''));
  const tags: string[] = [];
  for (;;) {
    const { done, value } = await pages.next();
    if (done === true) return { tags, isWhole: value !== 'cut' };
    tags.push(...jsonTexts(value.value, 'tags'));
    if (tags.length > session.options.limits.tags) return { tags, isWhole: false };
  }
}

/**
 * The tags that begin so. A registry that keeps its lists in order and can begin in the middle is asked for no more than
 * these; any other for all.
 */
export async function listTagsWith(session: Session, repository: string, prefix: string): Promise<TagList> {
  const pages = pagesOf(session, tagListing(repository, `&last=${encodeURIComponent(prefix)}`));
  const found: string[] = [];
  let seen = 0;
  let isSorted = true;
  let before = '';
  for (;;) {
    const { done, value } = await pages.next();
    if (done === true) return { tags: found, isWhole: value !== 'cut' };
    const tags = jsonTexts(value.value, 'tags');
    seen += tags.length;
    found.push(...tags.filter((tag) => tag.startsWith(prefix)));
    isSorted &&= tags.every((tag) => {
      const isNext = before <= tag;
      before = tag;
      return isNext;
    });
    if (isSorted && before > `${prefix}\u{FFFF}`) return { tags: found, isWhole: true };
    if (seen > session.options.limits.tags) return { tags: found, isWhole: false };
  }
}

function tagListing(repository: string, query: string): { repository: string; target: string; what: string } {
  return { repository, target: `tags/list?n=${PAGE}${query}`, what: `the tags of ${repository}` };
}
