/**
 * One closed catalogue of errors a package: `defineErrors('oci', { DIGEST_MISMATCH: {...} })`.
 * Expected outcomes (a bad file inside a target, a policy that denies) are values, not errors;
 * errors are for bugs, I/O and input that the user must correct.
 */

/** How the process ends when the error reaches the command line: 2 wrong usage, 3 nothing to look at, 5 internal or upstream, 6 incomplete. */
export type ErrorExit = 2 | 3 | 5 | 6;

export interface ErrorSpec {
  /** What happened; `{name}` marks a parameter. Never holds a secret's value. */
  readonly message: string;
  /** What the reader does next; one sentence, `{name}` marks a parameter. */
  readonly next: string;
  readonly exit: ErrorExit;
  /** HTTP status where the error leaves through an API. */
  readonly status?: number;
}

type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** The parameters that a spec's message and next step name. */
export type ErrorParams<S extends ErrorSpec> = Record<Names<S['message']> | Names<S['next']>, string | number>;

export interface ErrorOptions {
  readonly cause?: unknown;
}

type Factory<S extends ErrorSpec> = [keyof ErrorParams<S>] extends [never]
  ? (params?: Record<string, never>, options?: ErrorOptions) => SallyportError
  : (params: ErrorParams<S>, options?: ErrorOptions) => SallyportError;

export type ErrorCatalogue<C extends Record<string, ErrorSpec>> = { readonly [K in keyof C]: Factory<C[K]> } & {
  readonly codes: readonly (keyof C & string)[];
};

/** An error with a stable code (`PACKAGE_CODE`), a message for people and the step that mends it. */
export class SallyportError extends Error {
  override readonly name = 'SallyportError';
  readonly code: string;
  readonly next: string;
  readonly exit: ErrorExit;
  readonly status: number;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: string, spec: ErrorSpec, params: Record<string, string | number>, options?: ErrorOptions) {
    super(fill(spec.message, params), options);
    this.code = code;
    this.next = fill(spec.next, params);
    this.exit = spec.exit;
    this.status = spec.status ?? (spec.exit === 2 ? 400 : 500);
    this.params = params;
  }
}

/** Makes a package's catalogue: one factory a code. `errors.codes` lists them, so that a test can ask for each. */
export function defineErrors<const C extends Record<string, ErrorSpec>>(room: string, specs: C): ErrorCatalogue<C> {
  const prefix = room.toUpperCase().replaceAll('-', '_');
  const factories = Object.entries(specs).map(([code, spec]) => [
    code,
    (params: Record<string, string | number> = {}, options?: ErrorOptions) =>
      new SallyportError(`${prefix}_${code}`, spec, params, options),
  ]);
  return Object.freeze({ ...Object.fromEntries(factories), codes: Object.keys(specs) }) as ErrorCatalogue<C>;
}

export function isSallyportError(error: unknown): error is SallyportError {
  return error instanceof SallyportError;
}

/** The message of anything thrown, for a log or a coverage note. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What may be shown of anything thrown: the message of our own errors and of system errors, which name paths and codes. A
 * foreign error's message may quote the input that it choked on, and the input may hold a secret (invariant 5): of it
 * only the kind is told.
 */
export function safeMessageOf(error: unknown): string {
  if (isSallyportError(error) || systemCode(error) !== undefined) return messageOf(error);
  return `an internal error (${error instanceof Error ? error.name : typeof error})`;
}

/** The `code` of a Node system error (`ENOENT`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function fill(template: string, params: Record<string, string | number>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
