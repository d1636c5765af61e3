import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { testClient } from '../testing/client.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function listen(server: Server): Promise<string> {
  open.push({ close: () => server.close(() => undefined).closeAllConnections() });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the transport', () => {
  it('goes by the proxy that the environment names, and round it where that says so', async () => {
    const asked: string[] = [];
    const proxy = await listen(
      createServer((request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(404).end();
      }),
    );
    const env = { HTTP_PROXY: `http://${proxy}`, NO_PROXY: 'inside.example' };
    const insecureHosts = ['registry.example:5000', 'inside.example:5000'];
    const { client } = testClient({ http: { env }, insecureHosts, retries: 0 });
    open.push(client);

    expect(await client.getManifest('registry.example:5000/app', 'v1')).toBeUndefined();
    await expect(client.getManifest('inside.example:5000/app', 'v1')).rejects.toMatchObject({
      code: 'OCI_UNREACHABLE',
    });
    expect(asked).toEqual(['http://registry.example:5000/v2/app/manifests/v1']);
  });

  it('gives up where nothing comes', async () => {
    const host = await listen(createServer(() => undefined));
    const { client } = testClient({ http: { idleMs: 50 }, retries: 0 });
    open.push(client);

    await expect(client.getManifest(`${host}/app`, 'v1')).rejects.toMatchObject({
      code: 'OCI_UNREACHABLE',
      message: expect.stringContaining('nothing came'),
    });
  });

  it('says that what answers is no server for the web', async () => {
    const host = await listen(createServer((request) => request.socket.end('SSH-2.0-x\r\n')));
    const { client } = testClient({ retries: 0 });
    open.push(client);

    await expect(client.getManifest(`${host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_UNREACHABLE' });
  });

  it('uses a connection again, also after an answer that it left unread', async () => {
    const connections = new Set<number | undefined>();
    const host = await listen(
      createServer((request, response) => {
        connections.add(request.socket.remotePort);
        response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[]}'.padEnd(10_000));
      }),
    );
    const { client } = testClient();
    open.push(client);

    for (let i = 0; i < 5; i++) await client.getManifest(`${host}/app`, 'v1');

    expect(connections.size).toBe(1);
  });
});
