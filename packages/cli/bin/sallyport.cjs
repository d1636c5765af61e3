#!/usr/bin/env node
// Written for any Node, so that an old one gets a sentence instead of a syntax error.
'use strict';
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    'Sallyport needs Node.js 24 or newer and this is ' +
      process.versions.node +
      ': install Node.js 24 LTS from nodejs.org or your package manager.\n',
  );
  process.exit(2);
}
import('../src/main.ts').catch(function (error) {
  process.stderr.write(String((error && error.stack) || error) + '\n');
  process.exit(5);
});
