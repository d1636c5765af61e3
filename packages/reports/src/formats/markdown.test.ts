import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../report-format.ts';
import type { Renderer } from '../report-format.ts';
import {
  hostileResult,
  incompleteResult,
  largeResult,
  realisticResult,
  sampleFinding,
  sampleResult,
} from '../testing/sample-results.ts';
import { render as renderSummary } from './github-summary.ts';
import { render, STICKY_MARKER } from './markdown.ts';

function text(renderer: Renderer, result = realisticResult(), options = {}): string {
  return [...renderer(result, { ...DEFAULT_RENDER_OPTIONS, ...options })].join('');
}

const OWN_MARKUP =
  /<!-- sallyport:scan -->|<\/?(details|summary|sub|code)>|<br>|\]\(https:\/\/evil\.example\/%29%5D%28x%29%3Cb%3E\)/g;

describe.each([
  ['markdown', render],
  ['github-summary', renderSummary],
])('%s', (_, renderer) => {
  it('holds no foreign tag, link, image, mention or code span', () => {
    const rest = text(renderer, hostileResult()).replaceAll(OWN_MARKUP, '');

    expect(rest).not.toMatch(/<[a-z!/]/i);
    expect(rest).not.toMatch(/\]\(|!\[|`|@everyone|javascript:|www\.evil/);
  });

  it('links a place in a commit itself to the commit, and one in a tag to nothing', () => {
    const repository = { url: 'https://git.example/team/app', revision: 'abc123' };
    const commit = { sha: 'd'.repeat(40), author: 'Ada', email: 'ada@team.example', date: '2026-01-02T03:04:05Z' };
    const placed = (object: 'commit' | 'tag'): string => {
      const occurrence = { location: { path: `${object} message`, commit, object }, fingerprints: {} };
      return text(renderer, sampleResult({ findings: [sampleFinding(1, { occurrences: [occurrence] })] }), {
        repository,
      });
    };

    expect(placed('commit')).toContain(`](https://git.example/team/app/commit/${commit.sha})`);
    expect(placed('tag')).not.toContain('https://git.example');
    expect(placed('tag')).toContain('<code>tag message');
  });

  it('has as many cells in every row of a table as in its head', () => {
    let head = 0;
    for (const line of text(renderer, hostileResult()).split('\n')) {
      const cells = line.startsWith('|') ? line.split('|').length : 0;
      if (head === 0 || cells === 0) head = cells;
      expect(cells).toBe(head);
    }
  });

  it('says first that an incomplete scan is incomplete', () => {
    const [, ...lines] = text(renderer, incompleteResult()).split('\n');

    expect(text(renderer, incompleteResult())).not.toContain('✅');
    expect(lines.slice(0, 6).join('\n')).toContain('Incomplete');
  });

  it('counts the other places of a finding', () => {
    expect(text(renderer)).toContain('and 1 more place |');
  });

  it('links places where the repository is known', () => {
    const repository = { url: 'https://git.example/team/app', revision: 'abc123' };

    expect(text(renderer, realisticResult(), { repository })).toContain(
      '](https://git.example/team/app/blob/abc123/deploy/production/values.yaml#L4)',
    );
  });
});

describe('markdown comment', () => {
  it('starts with the marker by which it is found again', () => {
    expect(text(render)).toMatch(new RegExp(`^${STICKY_MARKER}`));
  });

  it('shows at most ten new findings and says what it does not show', () => {
    const comment = text(render, largeResult(1000));

    expect(comment.split('\n').filter((line) => line.startsWith('| **'))).toHaveLength(10);
    expect(comment).toContain('190 more new findings, 800 existing findings not shown.');
  });

  it('says that a clean scan passed', () => {
    expect(text(render, sampleResult())).toContain('✅ Passed');
  });
});

describe('github summary', () => {
  it('stays far below the limit of 1 MiB', () => {
    expect(Buffer.byteLength(text(renderSummary, largeResult(20_000)))).toBeLessThan(300_000);
  });
});
