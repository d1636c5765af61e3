import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The user's own cache folder of Sallyport: SALLYPORT_CACHE_DIR, else XDG_CACHE_HOME, else the platform's place.
 * Undefined where there is no home. Never a shared temporary folder: what lies there could be planted by others.
 */
export function userCacheDir(
  env: { readonly [name: string]: string | undefined },
  platform: NodeJS.Platform,
): string | undefined {
  const own = env['SALLYPORT_CACHE_DIR'];
  if (own !== undefined && own !== '') return own;
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg !== undefined && xdg.startsWith('/')) return join(xdg, 'sallyport');
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  if (home === '' || home === '/nonexistent') return undefined;
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'sallyport');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'sallyport', 'cache');
  return join(home, '.cache', 'sallyport');
}
