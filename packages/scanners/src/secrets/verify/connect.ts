import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';

/** Opens a connection to a provider's host over which a secret may be sent. Tests give one that leads to loopback. */
export type Connect = (host: string, signal: AbortSignal) => Promise<Duplex>;

/**
 * TLS to port 443 of the host, directly: no proxy of the environment is asked. It is there only once the peer has proved, by a
 * trusted certificate for that very name, who it is. `to` leads elsewhere in tests; the name that is proved stays the same.
 */
export function connectTls(
  host: string,
  signal: AbortSignal,
  to: Pick<ConnectionOptions, 'host' | 'port' | 'ca'> = {},
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({
      host,
      port: 443,
      ...to,
      servername: host,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
    });
    const stop = (): void => {
      socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', stop));
    // Stays for as long as the socket does: an error that comes after the answer is nobody's any more.
    socket.on('error', reject);
    socket.once('secureConnect', () => resolve(socket));
  });
}
