import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'htpasswd-hash': {
    bad: ['admin:$apr1${alnum*8}${alnum*22}', 'ci:$2y$05${A-Za-z0-9./*53}', 'old:{SHA}{base64*27}='],
    ok: ['admin:$apr1$salt$hash', '# user:$2y$05$...'],
  },
  'unix-password-hash': {
    bad: ['root:$6${alnum*16}${A-Za-z0-9./*86}:19000:0:99999:7:::', '"$1${alnum*8}${A-Za-z0-9./*22}"'],
    ok: ['root:!:19000:0:99999:7:::', 'crypt("secret", "$6$rounds=5000$usesomesillystring$")'],
  },
  'sql-dump-password-hash': {
    bad: [{ path: 'db/dump.sql', text: "INSERT INTO users VALUES (1, 'ann', '$2y$12${A-Za-z0-9./*53}');" }],
    ok: [
      { path: 'db/dump.sql', text: "INSERT INTO users VALUES (1, 'ann', NULL);" },
      { path: 'users.test.ts', text: "const hash = '$2y$12${A-Za-z0-9./*53}';" },
    ],
  },
  'netrc-password': {
    bad: [{ path: 'home/.netrc', text: 'machine mail.example login ann password {lower*8}' }],
    ok: [
      { path: 'home/.netrc', text: 'machine mail.example login ann' },
      { path: 'README.md', text: 'machine mail.example login ann password {lower*8}' },
    ],
  },
  'pgpass-password': {
    bad: [{ path: 'home/.pgpass', text: 'localhost:5432:main:ann:{lower*8}' }],
    ok: [{ path: 'home/pgpass.md', text: 'localhost:5432:main:ann:{lower*8}' }],
  },
  'git-credentials': {
    bad: [{ path: '.git-credentials', text: 'https://ann%40mail.example:{alnum*12}@code.example' }],
    ok: [{ path: '.git-credentials', text: 'https://ann@code.example' }],
  },
  'pypirc-password': {
    bad: [{ path: '.pypirc', text: '[pypi]\nusername = ann\npassword = {alnum*12}' }],
    ok: [{ path: '.pypirc', text: '[pypi]\nusername = ann\npassword =' }],
  },
  'mysql-client-password': {
    bad: [{ path: 'home/.my.cnf', text: '[client]\nuser=ann\npassword="{alnum*10}"' }],
    ok: [{ path: 'home/.my.cnf', text: '[client]\nuser=ann\npassword' }],
  },
  'esmtp-password': {
    bad: [{ path: '.esmtprc', text: 'username "ann@mail.example"\npassword "{alnum*9}"' }],
    ok: [{ path: '.esmtprc', text: 'username "ann@mail.example"\npasswordeval "pass show mail"' }],
  },
  'filezilla-password': {
    bad: [
      { path: 'filezilla/sitemanager.xml', text: '<Pass encoding="base64">{base64*16}</Pass>' },
      { path: 'filezilla/recentservers.xml', text: '<Pass>{alnum*9}</Pass>' },
    ],
    ok: [{ path: 'filezilla/sitemanager.xml', text: '<Pass></Pass>' }],
  },
  'sftp-editor-password': {
    bad: [
      { path: '.vscode/sftp.json', text: '{ "host": "files.example", "password": "{alnum*10}" }' },
      { path: 'sftp-config.json', text: '"password": "{alnum*8}",' },
      { path: '.ftpconfig', text: '"passphrase": "{alnum*8}",' },
    ],
    ok: [
      { path: '.vscode/sftp.json', text: '{ "host": "files.example", "password": "" }' },
      { path: 'package.json', text: '"password": "{alnum*10}"' },
    ],
  },
  'deployment-settings-password': {
    bad: [
      { path: '.idea/WebServers.xml', text: '<fileTransfer host="files.example" port="21" password="{hex*40}" />' },
      { path: 'dbeaver-data-sources.xml', text: '<connection host="db.example" user="ann" password="{alnum*8}"/>' },
    ],
    ok: [{ path: '.idea/WebServers.xml', text: '<fileTransfer host="files.example" port="21" />' }],
  },
  'firefox-login': {
    bad: ['"encryptedPassword": "MDoEEPgAAAAAAAAAAAAAAAAAAAEw{base64*48}"'],
    ok: ['"encryptedPassword": ""', '"passwordField": "password"'],
  },
  'robomongo-password': {
    bad: ['"userPassword" : "{alnum*9}",', '"sshPassphrase" : "{alnum*10}",'],
    ok: ['"userPassword" : "",', '"userName" : "{alnum*9}",'],
  },
  'wordpress-config-password': {
    bad: ["define( 'DB_PASSWORD', '{alnum*12}' );"],
    ok: ["define( 'DB_PASSWORD', 'password_here' );", "define('DB_PASSWORD', getenv('DB_PASSWORD'));"],
  },
  'wordpress-salt': {
    bad: ["define('AUTH_KEY',         '{A-Za-z0-9!@#%^&()_+=*64}');"],
    ok: ["define('AUTH_KEY', 'put your unique phrase here');", "define('AUTH_KEY', getenv('AUTH_KEY'));"],
  },
  'php-database-password': {
    bad: [{ path: 'htdocs/config.php', text: "$dbpasswd = '{alnum*8}';" }],
    ok: [
      { path: 'htdocs/config.php', text: "$dbpasswd = getenv('DB_PASSWORD');" },
      { path: 'htdocs/config.php', text: "$dbpasswd = '';" },
    ],
  },
  'env-file-password': {
    bad: [
      { path: 'app/.env', text: 'DB_PASSWORD={alnum*10}' },
      { path: '.bash_profile', text: "export RDS_PASSWORD='{alnum*10}'" },
    ],
    ok: [
      { path: 'app/.env', text: 'DB_PASSWORD=${SECRET}' },
      { path: 'app/.env', text: 'DB_PASSWORD=' },
      { path: 'app/.env.example', text: 'DB_PASSWORD={alnum*10}' },
    ],
  },
  'ini-server-password': {
    bad: [{ path: 'ventrilo_srv.ini', text: '[Server]\nAdminPassword={alnum*12}\n' }],
    ok: [{ path: 'ventrilo_srv.ini', text: '[Server]\nAdminPassword=\n' }],
  },
};
