import { rules } from './entry.ts';
import { assigned, hex, written } from './shape.ts';

/** Keys of web frameworks. */
export const frameworks = rules([
  {
    id: 'rails-master-key',
    title: 'Rails master key',
    severity: 'critical',
    opens: 'the encrypted credentials of the application',
    revoke: 'Make a new key, encrypt the credentials again, and change everything in them.',
    url: 'https://guides.rubyonrails.org/security.html#custom-credentials',
    shape: written([], ''),
    path: String.raw`(?:^|/)config/(?:master|credentials/[a-z]+)\.key$`,
    unfiltered: true,
  },
  {
    id: 'rails-secret-key-base',
    title: 'Rails secret_key_base',
    severity: 'high',
    opens: 'forging sessions and cookies of the application',
    revoke: 'Put a new secret_key_base; everyone is signed out.',
    url: 'https://guides.rubyonrails.org/security.html',
    shape: assigned(['secret-key-base', 'secret-token'], hex(64, 160)),
    entropy: 3,
  },
  {
    id: 'django-secret-key',
    title: 'Django SECRET_KEY',
    severity: 'high',
    opens: 'forging sessions and signed values of the application',
    revoke: 'Put a new key, with the old one in SECRET_KEY_FALLBACKS for a while.',
    url: 'https://docs.djangoproject.com/en/stable/ref/settings/#secret-key',
    shape: written(
      ['secret_key'],
      String.raw`(?:^|\n)\s{0,8}(?:DJANGO_)?SECRET_KEY\s{0,3}=\s{0,3}[rbu]?["']((?:django-insecure-)?[^"'\n]{40,80})["']`,
    ),
    entropy: 3.8,
    path: String.raw`\.py$`,
  },
  {
    id: 'laravel-app-key',
    title: 'Laravel application key',
    severity: 'high',
    opens: 'the encrypted values and sessions of the application',
    revoke: 'Run php artisan key:generate, and encrypt again what was encrypted.',
    url: 'https://laravel.com/docs/encryption',
    shape: written(['base64:'], String.raw`\bAPP_KEY\s{0,2}=\s{0,2}["']?(base64:[A-Za-z0-9+/]{43,48}={0,2})`),
  },
  {
    id: 'symfony-app-secret',
    title: 'Symfony APP_SECRET',
    severity: 'medium',
    opens: 'forging signed values of the application',
    revoke: 'Put a new secret; everyone is signed out.',
    shape: written(['app_secret'], String.raw`\bAPP_SECRET\s{0,2}=\s{0,2}["']?([a-f0-9]{32})\b`),
    entropy: 3,
  },
  {
    id: 'aspnet-machine-key',
    title: 'ASP.NET machine key',
    severity: 'critical',
    opens: 'forging sessions, often running code on the server',
    revoke: 'Make new validation and decryption keys.',
    shape: written(
      ['validationkey=', 'decryptionkey='],
      String.raw`\b(?:validation|decryption)Key="([A-F0-9]{48,128})"`,
    ),
    entropy: 3,
  },
]);
