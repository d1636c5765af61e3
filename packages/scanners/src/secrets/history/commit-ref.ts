import type { CommitRef } from '@sallyport/findings';
import { rfc3339 } from '@sallyport/kernel';

import { commitFacts } from '../../git/commit.ts';
import type { CommitFacts } from '../../git/commit.ts';
import { KIND } from '../../git/pack.ts';
import { blankLongTokens } from '../redact.ts';
import type { BlobDetector } from './detector.ts';
import { objectTexts } from './object-texts.ts';
import type { TextObject } from './object-texts.ts';

/** Stands for a person whose name or address holds a secret. */
const WITHHELD = 'withheld';

/**
 * A commit as findings name it; of a tag its own id, its maker and its name. Where the message's first line or the persons
 * hold something that looks like a secret, they are left out: they are shown beside every finding of the commit.
 */
export function commitRef(id: string, object: TextObject, detector: BlobDetector): CommitRef {
  const texts = objectTexts(object);
  const [people, message] = [texts.find(({ part }) => part === 'author'), texts.find(({ part }) => part === 'message')];
  const about = object.kind === KIND.tag ? tagFacts(object.data) : commitFacts(object.data);
  const isNamed = people === undefined || detector.detect(people.bytes).length === 0;
  const summary = message !== undefined && isClean(message.bytes, detector) ? blankLongTokens(about.summary) : '';
  return {
    sha: id,
    author: isNamed ? about.author : WITHHELD,
    email: isNamed ? about.email : WITHHELD,
    date: rfc3339(about.authoredAt * 1000),
    ...(summary === '' ? {} : { summary }),
  };
}

/** Whether nothing is detected in the first line. */
function isClean(message: Buffer, detector: BlobDetector): boolean {
  const text = message.toString('latin1');
  const lead = text.length - text.trimStart().length;
  const end = text.indexOf('\n', lead);
  return detector.detect(message).every(({ start }) => end !== -1 && start >= end);
}

const TAGGER = /^tagger (?<author>.*?) ?<(?<email>[^>]*)> (?<seconds>-?\d{1,11}) [+-]\d{4}$/m;

function tagFacts(data: Buffer): CommitFacts {
  const [headers = ''] = data.toString('utf8').split('\n\n', 1);
  const { author = '', email = '', seconds = '0' } = TAGGER.exec(headers)?.groups ?? {};
  const summary = /^tag (?<name>.*)$/m.exec(headers)?.groups?.['name'] ?? '';
  return { author, email, authoredAt: Number(seconds), summary };
}
