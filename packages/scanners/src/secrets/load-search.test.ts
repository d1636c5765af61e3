import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { loadSecretSearch } from './load-search.ts';
import { filled } from './rules/cases.ts';

const search = await loadSecretSearch();

describe('loadSecretSearch', () => {
  it('finds nothing in a text without secrets, and leaves placeholders alone', () => {
    expect(search('const answer = 42;', 'src/answer.ts')).toEqual([]);
    expect(search(filled('token = "ghp_{x*36}"', seededRandom(1)))).toEqual([]);
  });

  it('says what a secret is and where, in bytes', () => {
    const text = filled('é token = "ghp_{alnum*36}"', seededRandom(1));

    expect(search(text)).toEqual([{ ruleId: 'github-personal-access-token', generic: false, start: 12, end: 52 }]);
  });

  it('knows files by their path alone', () => {
    expect(search('', 'home/.pgpass')).toEqual([{ ruleId: 'pgpass-password', generic: false, start: 0, end: 0 }]);
  });
});
