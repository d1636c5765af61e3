import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'rails-master-key': {
    bad: [{ path: 'app/config/master.key', text: '{hex*32}' }],
    ok: [{ path: 'app/config/master.yml', text: '{hex*32}' }],
  },
  'rails-secret-key-base': {
    bad: ['secret_key_base: {hex*128}', 'SECRET_KEY_BASE={hex*128}'],
    ok: ['secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>', 'digest: {hex*128}'],
  },
  'django-secret-key': {
    bad: [{ path: 'site/settings.py', text: "SECRET_KEY = '{A-Za-z0-9!@#%^&()_+=*50}'" }],
    ok: [
      { path: 'site/settings.py', text: "SECRET_KEY = os.environ['SECRET_KEY']" },
      { path: 'site/settings.py', text: "SECRET_KEY = 'not-so-secret'" },
    ],
  },
  'laravel-app-key': {
    bad: ['APP_KEY=base64:{base64*43}='],
    ok: ['APP_KEY=', 'APP_KEY=base64:short', 'image: data:image/png;base64,{base64*43}='],
  },
  'symfony-app-secret': {
    bad: ['APP_SECRET={hex*32}'],
    ok: ['APP_SECRET=', 'APP_SECRET=ThisTokenIsNotSoSecretChangeIt', 'APP_SECRET={0*32}'],
  },
  'aspnet-machine-key': {
    bad: ['<machineKey validationKey="{A-F0-9*64}" decryptionKey="{A-F0-9*48}" />'],
    ok: ['<machineKey validationKey="AutoGenerate,IsolateApps" />'],
  },
};
