import type { DemoTokens } from './tokens.ts';

/** The files of the demo: an order service as teams really have them, with the slips that they really make. */
export function serviceFiles(tokens: DemoTokens): { readonly [path: string]: string } {
  return {
    'README.md': README,
    'package.json': PACKAGE,
    '.gitignore': 'node_modules/\ncoverage/\n',
    'src/server.js': SERVER,
    'src/payments.js': payments(tokens),
    'src/notify.js': NOTIFY,
    'config/production.yaml': production(tokens),
    'deploy/deployer.pem': tokens.privateKey,
    'deploy/deployment.yaml': DEPLOYMENT,
    '.github/workflows/release.yml': workflow(tokens),
    'scripts/backup.sh': backup(tokens),
    Dockerfile: DOCKERFILE,
    'test/payments.test.js': TEST,
  };
}

/** What the first commit held and a later one took out again: still in the history for anyone who clones. */
export function earlierFiles(tokens: DemoTokens): { readonly [path: string]: string } {
  return {
    'config/production.yaml': `database:\n  url: postgres://orders:${tokens.oldDatabasePassword}@db.orders.internal:5432/orders\n`,
    'src/notify.js': `${NOTIFY.replace('process.env.SLACK_TOKEN', `'${tokens.slackToken}'`)}`,
  };
}

const README = `# orders

Takes orders, charges cards, tells the team. A demo of Sallyport: everything in here is made up, and the credentials open nothing.
`;

const PACKAGE = `${JSON.stringify(
  {
    name: 'orders',
    version: '1.4.2',
    private: true,
    type: 'module',
    scripts: { start: 'node src/server.js', test: 'node --test' },
    engines: { node: '>=22' },
  },
  undefined,
  2,
)}\n`;

const SERVER = `import { createServer } from 'node:http';

import { charge } from './payments.js';
import { tellTeam } from './notify.js';

createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/orders') {
    response.writeHead(404).end();
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  const order = JSON.parse(body);
  const receipt = await charge(order);
  await tellTeam(\`order \${order.id}: \${receipt.status}\`);
  response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(receipt));
}).listen(Number(process.env.PORT ?? 8080));
`;

function payments(tokens: DemoTokens): string {
  return `const STRIPE_KEY = '${tokens.stripeKey}';

export async function charge(order) {
  const response = await fetch('https://api.stripe.com/v1/charges', {
    method: 'POST',
    headers: { authorization: \`Bearer \${STRIPE_KEY}\` },
    body: new URLSearchParams({ amount: String(order.amount), currency: 'eur', source: order.card }),
  });
  return response.json();
}
`;
}

const NOTIFY = `const TOKEN = process.env.SLACK_TOKEN;

export async function tellTeam(text) {
  await fetch('https://slack.com/api/chat.postMessage', {
    method: 'POST',
    headers: { authorization: \`Bearer \${TOKEN}\`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'orders', text }),
  });
}
`;

function production(tokens: DemoTokens): string {
  return `database:
  url: postgres://orders:${tokens.databasePassword}@db.orders.internal:5432/orders
  pool: 20
log:
  level: info
`;
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  replicas: 2
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - name: orders
          image: registry.example/orders:latest
          ports: [{ containerPort: 8080 }]
          securityContext: { privileged: true }
`;

function workflow(tokens: DemoTokens): string {
  return `name: release
on: { push: { tags: ['v*'] } }
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm publish
        env:
          GITHUB_TOKEN: ${tokens.githubToken}
`;
}

function backup(tokens: DemoTokens): string {
  return `#!/bin/sh
# Nightly copy of the orders to the archive.
export AWS_ACCESS_KEY_ID=${tokens.awsKeyId}
export AWS_SECRET_ACCESS_KEY=${tokens.awsSecret}
pg_dump --format=custom orders | aws s3 cp - "s3://orders-archive/$(date +%F).dump"
`;
}

const DOCKERFILE = `FROM node:22-bookworm
WORKDIR /app
COPY . .
RUN npm ci
CMD ["npm", "start"]
`;

const TEST = `import assert from 'node:assert';
import test from 'node:test';

// An obvious stand-in like this one is not reported.
const STRIPE_KEY = 'sk_test_your_key_here';

test('the stand-in is not a key', () => {
  assert.ok(STRIPE_KEY.endsWith('here'));
});
`;
