import type { IncomingMessage, ServerResponse } from 'node:http';

/** How the fake misbehaves. */
export type Fault =
  /** Other bytes than were asked for, of the same length. */
  | { readonly kind: 'wrong-content' }
  /** A body that never ends. */
  | { readonly kind: 'endless' }
  /** The right body, cut off after so many bytes. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The connection dies after so many bytes of the request's body. */
  | { readonly kind: 'die'; readonly afterBytes: number }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** Leads to itself, each time by another address. */
  | { readonly kind: 'redirect-loop' }
  /** Gives a place for an upload on another host. */
  | { readonly kind: 'upload-elsewhere'; readonly origin: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** All tokens given out so far are worth nothing from now on. */
  | { readonly kind: 'expire-tokens' };

export interface FaultRule {
  readonly fault: Fault;
  readonly method?: string;
  /** A part of the path and query. */
  readonly path?: string;
  /** How often; for ever where absent. */
  readonly times?: number;
}

/** The faults that are switched on. */
export interface FaultList {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault for a request, counted as used. */
  take(method: string, path: string): Fault | undefined;
}

export function createFaultList(): FaultList {
  let rules: { readonly rule: FaultRule; left: number }[] = [];
  return {
    add(rule) {
      rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
    },
    clear() {
      rules = [];
    },
    take(method, path) {
      const found = rules.find(
        ({ rule, left }) =>
          left > 0 && (rule.method ?? method) === method && (rule.path === undefined || path.includes(rule.path)),
      );
      if (found === undefined) return undefined;
      found.left--;
      return found.rule.fault;
    },
  };
}

/** Answers a request by the faults that are the whole answer; false where the request goes on to be served. */
export function answerByFault(fault: Fault, request: IncomingMessage, response: ServerResponse): boolean {
  if (fault.kind === 'status') {
    request.resume();
    response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
    return true;
  }
  if (fault.kind === 'redirect') {
    request.resume();
    response.writeHead(fault.status ?? 307, { location: fault.to }).end();
    return true;
  }
  if (fault.kind === 'redirect-loop') {
    request.resume();
    const [path = '', step = '0'] = (request.url ?? '').split('?loop=');
    response.writeHead(307, { location: `${path}?loop=${Number(step) + 1}` }).end();
    return true;
  }
  if (fault.kind === 'endless') {
    request.resume();
    if (request.method === 'HEAD') response.writeHead(200).end();
    else endless(response);
    return true;
  }
  return false;
}

function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' });
  const piece = Buffer.alloc(64 * 1024, ' ');
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', more);
  more();
}
