import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'npm-access-token': {
    bad: ['value = "npm_{alnum*36}"'],
    ok: ['value = "npm_{alnum*18}"'],
  },
  'npmrc-auth-token': {
    bad: ['value = ":_authToken={A-Za-z0-9_=+/.-*20}"'],
    ok: ['value = ":_authToken={A-Za-z0-9_=+/.-*10}"'],
  },
  'npmrc-basic-auth': {
    bad: [{ path: '.npmrc', text: 'always-auth=true\n_auth = {base64*16}==' }],
    ok: [
      { path: '.npmrc', text: '_auth=${NPM_AUTH}' },
      { path: 'notes.txt', text: '_auth = {base64*16}==' },
    ],
  },
  'pypi-upload-token': {
    bad: ['value = "pypi-AgEIcHlwaS5vcmc{web*50}"'],
    ok: ['value = "pypi-AgEIcHlwaS5vcmc{web*25}"'],
  },
  'rubygems-api-token': {
    bad: ['value = "rubygems_{hex*48}"'],
    ok: ['value = "rubygems_{hex*24}"'],
  },
  'nuget-api-key': {
    bad: ['value = "oy2{lower*43}"'],
    ok: ['value = "oy2{lower*21}"'],
  },
  'crates-io-api-token': {
    bad: ['value = "cio{alnum*32}"'],
    ok: ['value = "cio{alnum*16}"'],
  },
  'clojars-api-token': {
    bad: ['value = "CLOJARS_{lower*60}"'],
    ok: ['value = "CLOJARS_{lower*30}"'],
  },
  'hex-pm-api-key': {
    bad: ['hex_api_key: "{hex*32}"', 'HEX_API_KEY={hex*32}'],
    ok: ['colour: "{hex*32}"', 'hex_api_key: "{hex*16}"'],
  },
  'packagist-token': {
    bad: ['value = "packagist_uut_{hex*68}"'],
    ok: ['value = "packagist_uut_{hex*34}"'],
  },
  'docker-hub-personal-access-token': {
    bad: ['value = "dckr_pat_{web*27}"'],
    ok: ['value = "dckr_pat_{web*13}"'],
  },
  'docker-hub-organization-access-token': {
    bad: ['value = "dckr_oat_{web*27}"'],
    ok: ['value = "dckr_oat_{web*13}"'],
  },
  'docker-config-auth': {
    bad: ['value = ""auth":"{base64*12}""'],
    ok: ['value = ""auth":"{base64*6}""'],
  },
  'docker-swarm-join-token': {
    bad: ['value = "SWMTKN-1-{lower*49}-{lower*23}"'],
    ok: ['value = "SWMTKN-1-{lower*24}-{lower*23}"'],
  },
  'docker-swarm-unlock-key': {
    bad: ['value = "SWMKEY-1-{base64*40}"'],
    ok: ['value = "SWMKEY-1-{base64*20}"'],
  },
  'quay-robot-token': {
    bad: ['quay_robot: "{upper*64}"', 'QUAY_ROBOT={upper*64}'],
    ok: ['colour: "{upper*64}"', 'quay_robot: "{upper*32}"'],
  },
  'artifactory-api-key': {
    bad: ['value = "AKCp{alnum*69}"'],
    ok: ['value = "AKCp{alnum*34}"'],
  },
  'artifactory-reference-token': {
    bad: ['value = "cmVmd{alnum*59}"'],
    ok: ['value = "cmVmd{alnum*29}"'],
  },
  'jfrog-api-key': {
    bad: ['jfrog: "{alnum*73}"', 'JFROG={alnum*73}'],
    ok: ['colour: "{alnum*73}"', 'jfrog: "{alnum*36}"'],
  },
  'cloudsmith-api-key': {
    bad: ['cloudsmith: "{alnum*36}"', 'CLOUDSMITH={alnum*36}'],
    ok: ['colour: "{alnum*36}"', 'cloudsmith: "{alnum*18}"'],
  },
  'gemfury-token': {
    bad: ['gemfury: "{A-Za-z0-9-*20}"', 'GEMFURY={A-Za-z0-9-*20}'],
    ok: ['colour: "{A-Za-z0-9-*20}"', 'gemfury: "{A-Za-z0-9-*10}"'],
  },
  'sidekiq-secret': {
    bad: ['value = "BUNDLE_ENTERPRISE__CONTRIBSYS__COM={hex*8}:{hex*8}"'],
    ok: ['value = "BUNDLE_ENTERPRISE__CONTRIBSYS__COM={hex*8}:{hex*4}"'],
  },
  'sidekiq-sensitive-url': {
    bad: ['value = "http://{hex*8}:{hex*8}@gems.contribsys.com"'],
    ok: ['value = "http://{hex*8}:{hex*4}@gems.contribsys.com"'],
  },
  'thunderstore-api-token': {
    bad: ['value = "tss_{alnum*32}"'],
    ok: ['value = "tss_{alnum*16}"'],
  },
  'age-secret-key': {
    bad: ['value = "AGE-SECRET-KEY-1{QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L*58}"'],
    ok: ['value = "AGE-SECRET-KEY-1{QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L*29}"'],
  },
};
