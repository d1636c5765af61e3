import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

import { jsonText, messageOf, systemCode } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import type { Credential } from './credentials.ts';

export interface HelperOptions {
  readonly env: { readonly [name: string]: string | undefined };
  /** After so long the helper is ended (15 s). */
  readonly limitMs?: number;
}

const LIMIT_MS = 15_000;
const ANSWER_BYTES = 64 * 1024;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** A helper gives this name where the secret is an identity token. */
const TOKEN_NAME = '<token>';

/**
 * Asks `docker-credential-NAME get` for a server, by Docker's protocol: the server on standard input, JSON on standard
 * output. It is started without a shell and ended when it takes too long. Undefined where it knows nothing of the server.
 */
export async function askHelper(name: string, server: string, options: HelperOptions): Promise<Credential | undefined> {
  if (!NAME.test(name)) throw failed(name.slice(0, 64), 'its name is none of a program');
  const answer = await run(`docker-credential-${name}`, server, options);
  if (answer.code !== 0) {
    // Every helper says it in its own words, with this in them.
    if (/credentials not found/i.test(answer.output + answer.complaint)) return undefined;
    throw failed(name, `it ends with ${answer.code ?? 'a signal'}`);
  }
  const value = parse(answer.output);
  const username = jsonText(value, 'Username');
  const secret = jsonText(value, 'Secret');
  if (secret === undefined || username === undefined) return undefined;
  if (username === TOKEN_NAME) return { kind: 'identity-token', token: secret };
  return { kind: 'password', username, password: secret };
}

interface Answer {
  readonly code: number | null;
  readonly output: string;
  /** What it says about a failure: looked at for one sentence, and never shown. */
  readonly complaint: string;
}

function run(program: string, input: string, options: HelperOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { env: { ...options.env }, stdio: 'pipe', windowsHide: true });
    const fail = (reason: string, cause?: unknown): void => {
      child.kill('SIGKILL');
      reject(failed(program, reason, cause));
    };
    const limitMs = options.limitMs ?? LIMIT_MS;
    const timer = setTimeout(() => fail(`it takes longer than ${limitMs / 1000} seconds`), limitMs);
    const output = collect(child.stdout, () => fail('it says too much'));
    const complaint = collect(child.stderr, () => fail('it says too much'));
    child.on('error', (error) => {
      clearTimeout(timer);
      fail(systemCode(error) === 'ENOENT' ? 'there is no such program' : messageOf(error), error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output: output(), complaint: complaint() });
    });
    // A helper that reads nothing closes its input: its answer counts, not that.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Keeps what comes, within bounds; the text is asked for at the end. */
function collect(stream: Readable, tooMuch: () => void): () => string {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length > ANSWER_BYTES) tooMuch();
    else pieces.push(piece);
  });
  return () => Buffer.concat(pieces).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(helper: string, reason: string, cause?: unknown): Error {
  return ociErrors.CREDENTIAL_HELPER_FAILED({ helper, reason }, cause === undefined ? {} : { cause });
}
