import type { Finding, Verification } from '@sallyport/findings';

const STATES: Readonly<Record<Verification['state'], string>> = {
  valid: 'Valid',
  invalid: 'Invalid',
  'not-verified': 'Not verified',
};

/** `Valid: api.example takes it.`: what the provider said; undefined where no check was asked for. Raw: escape it for the format. */
export function verificationText({ verification }: Finding): string | undefined {
  return verification === undefined ? undefined : `${STATES[verification.state]}: ${verification.reason}`;
}
