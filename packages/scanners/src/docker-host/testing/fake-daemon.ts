import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A value is sent as JSON; a function answers itself. */
export type Answers = Readonly<Record<string, unknown>>;

export interface FakeDaemon {
  readonly env: { readonly DOCKER_HOST: string };
  /** What it was asked, in order. */
  readonly asked: readonly string[];
  close(): void;
}

/** What speaks Docker's API on a socket of its own, with what it answers given by path; anything else is 404. */
export async function fakeDaemon(answers: Answers): Promise<FakeDaemon> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-docker-'));
  const socket = join(folder, 'docker.sock');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (!Object.hasOwn(answers, path)) {
      response.writeHead(404).end('{"message":"none"}');
      return;
    }
    const answer = answers[path];
    if (typeof answer === 'function') (answer as (response: ServerResponse) => void)(response);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    env: { DOCKER_HOST: `unix://${socket}` },
    asked,
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
