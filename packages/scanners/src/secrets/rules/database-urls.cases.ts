import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'mongodb-uri': {
    bad: ['uri: "mongodb://ann:{alnum*12}@db1.acme.io:27017/main"', 'mongodb+srv://ann:{alnum*12}@cluster0.acme.net'],
    ok: [
      'mongodb://db1.acme.io:27017/main',
      'mongodb://ann:{alnum*12}@localhost:27017',
      'mongodb://user:password@db1.acme.io',
    ],
  },
  'postgres-uri': {
    bad: ['DATABASE_URL=postgresql://ann:{alnum*12}@db1.acme.io/main'],
    ok: [
      'postgres://ann@db1.acme.io/main',
      'postgres://ann:${PASSWORD}@db1.acme.io/main',
      'postgres://ann:{alnum*12}@db.example',
    ],
  },
  'neon-connection-uri': {
    bad: ['postgresql://app:{alnum*20}@ep-cool-lake-a1b2c3.us-east-2.aws.neon.tech/main'],
    ok: [
      'postgresql://app@ep-cool-lake-a1b2c3.us-east-2.aws.neon.tech/main',
      'postgresql://app:{alnum*20}@db1.acme.io/main',
    ],
  },
  'mysql-uri': {
    bad: ['mysql://ann:{alnum*12}@db1.acme.io/main'],
    ok: ['mysql://root:root@db1.acme.io/main', 'mysql://ann:{alnum*12}@127.0.0.1/main'],
  },
  'redis-uri': {
    bad: ['rediss://:{alnum*24}@cache.acme.io:6380/0'],
    ok: ['redis://cache.acme.io:6379', 'redis://:<password>@cache.acme.io:6379'],
  },
  'amqp-uri': {
    bad: ['amqps://ann:{alnum*24}@queue.acme.io/main'],
    ok: ['amqp://guest:guest@localhost:5672', 'amqp://queue.acme.io'],
  },
  'sqlserver-uri': {
    bad: ['sqlserver://ann:{alnum*14}@db1.acme.io:1433?database=main'],
    ok: ['sqlserver://db1.acme.io:1433', 'neo4j://neo4j:password@db1.acme.io'],
  },
  'ftp-uri': {
    bad: ['sftp://ann:{alnum*12}@files.acme.io/inbox'],
    ok: ['ftp://files.acme.io/pub', 'ssh://git@code.acme.io:22/repo'],
  },
  'ldap-uri': {
    bad: ['smtps://ann%40acme.io:{alnum*12}@mail.acme.io:465'],
    ok: ['ldap://directory.acme.io', 'smtp://user:pass@mail.acme.io'],
  },
  'jdbc-password': {
    bad: ['jdbc:postgresql://db1.acme.io/main?user=ann&password={alnum*12}'],
    ok: ['jdbc:postgresql://db1.acme.io/main?user=ann&password=secret', 'jdbc:mysql://db1.acme.io/main'],
  },
};
