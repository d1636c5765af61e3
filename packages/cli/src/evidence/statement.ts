import type { Statement, Subject } from '@sallyport/signing';
import { isForeignObject } from '@sallyport/kernel';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Form } from './attach.ts';
import type { FoundImage } from './with-registry.ts';

/** The image as the subject of a statement. */
export function subjectOf(image: FoundImage): readonly Subject[] {
  return [{ name: image.repository, digest: { sha256: image.digest.slice('sha256:'.length) } }];
}

/** The form that `--form` asks for. */
export function formOf(input: CommandInput): Form {
  const form = input.options.text('form');
  return form === 'bundle' || form === 'tag' ? form : 'both';
}

/** A predicate from a file. Throws CLI_INPUT_INVALID for what is no JSON object. */
export function readPredicate(path: string, text: string): Statement['predicate'] {
  const problem = (what: string): Error =>
    cliErrors.INPUT_INVALID({ path, problem: what, hint: 'A predicate is one JSON object.' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw problem('it is no JSON');
  }
  if (!isForeignObject(value)) throw problem('it is no object');
  return value as Statement['predicate'];
}
