/**
 * Much used names by ecosystem, as download counts of registries show them: what a lookalike wants to be taken for.
 * A name that stands here is never called a lookalike itself.
 */
const NAMES: Readonly<Record<string, string>> = {
  npm: `
abbrev accepts acorn acorn-jsx acorn-walk agent-base ajv-formats ajv-keywords ansi-escapes ansi-regex
ansi-styles anymatch apollo-server argparse aria-query array-buffer-byte-length array-includes array-union
array.prototype.flat arraybuffer.prototype.slice async asynckit available-typed-arrays axios babel-cli
babel-jest babel-plugin-istanbul babel-plugin-jest-hoist babel-preset-jest backbone balanced-match base64-js
baseline-browser-mapping binary-extensions binaryextensions bn.js body-parser bootstrap brace-expansion braces
browserify browserslist buffer buffer-from buffers bytes call-bind call-bind-apply-helpers call-bound callsite
callsites camel-case camelcase caniuse-lite chalk chokidar chownr ci-info cjs-module-lexer cli-cursor
cli-spinners cli-width cliui clone coffee-script color color-convert color-name colord colorette colors
combined-stream commander compressible compression concat-map content-disposition content-type
convert-source-map cookie cookie-signature cookies core-js core-util-is cosmiconfig cross-env cross-spawn
crypto-js css-select css-tree css-what cssesc csso cssom cssstyle csstype dargs data-uri-to-buffer data-urls
data-view-buffer data-view-byte-length data-view-byte-offset date-fns debug decamelize decimal.js dedent
deep-extend deep-is deepmerge define-data-property define-lazy-prop define-properties define-property
delayed-stream destroy detect-libc diff-sequences dir-glob discord.js doctrine dom-accessibility-api
dom-serialize dom-serializer domelementtype domhandler domutils dotenv dunder-proto eastasianwidth ee-first
electron electron-to-chromium ember-cli emoji-regex encodeurl end-of-stream enhanced-resolve entities error-ex
es-abstract es-define-property es-errors es-module-lexer es-object-atoms es-set-tostringtag es-shim-unscopables
es-to-primitive esbuild escalade escape-html escape-string-regexp escodegen eslint eslint-plugin-react-hooks
eslint-scope eslint-visitor-keys espree esprima esquery esrecurse estraverse estree-walker esutils ethers
event-stream eventemitter2 eventemitter3 events execa expect express express-session extend extend-shallow
fabric fast-deep-equal fast-glob fast-json-stable-stringify fast-levenshtein fast-uri fast-xml-parser fastq
figures file-entry-cache fill-range finalhandler find-up firebase flat-cache flatted follow-redirects for-each
foreach foreground-child form-data forwarded fresh fs-extra fs-minipass fs.realpath function-bind
function.prototype.name functions-have-names gatsby gaxios gensync get-caller-file get-intrinsic get-proto
get-stream get-symbol-description get-tsconfig glob-parent global globals globalthis globby graceful-fs graphql
grunt gulp handlebars hapi has-bigints has-flag has-property-descriptors has-proto has-symbols has-tostringtag
hasown helmet hosted-git-info html-encoding-sniffer html-escaper htmlparser2 http-errors http-proxy
http-proxy-agent https-proxy-agent human-signals iconv-lite ieee754 ignore immutable import-fresh imurmurhash
indent-string inflight inherits internal-slot ioredis ip-regex ipaddr.js is-array-buffer is-arrayish
is-async-function is-bigint is-binary-path is-boolean-object is-callable is-core-module is-data-view
is-date-object is-descriptor is-docker is-extendable is-extglob is-finalizationregistry is-fullwidth-code-point
is-generator-function is-glob is-interactive is-map is-negative-zero is-number is-number-object is-object
is-path-inside is-plain-obj is-plain-object is-regex is-regexp is-set is-shared-array-buffer is-stream is-string
is-symbol is-typed-array is-typedarray is-unicode-supported is-weakmap is-weakref is-weakset is-wsl isarray
isexe isobject isstream istanbul-lib-coverage istanbul-lib-instrument istanbul-lib-report
istanbul-lib-source-maps istanbul-reports jackspeak jest-diff jest-get-type jest-haste-map jest-matcher-utils
jest-message-util jest-mock jest-regex-util jest-util jest-validate jest-worker jquery js-tokens js-yaml jsdom
jsesc json-buffer json-parse-even-better-errors json-schema-traverse json-stable-stringify-without-jsonify json5
jsonfile jsonwebtoken just-diff karma kind-of kleur knex langchain leaflet lerna lightningcss-linux-x64-musl
lilconfig lines-and-columns loader-utils locate-path lodash lodash.merge log-symbols loose-envify lru-cache
magic-string make-dir math-intrinsics mdn-data media-typer merge merge-descriptors merge-stream merge2 methods
micromatch mime-db mime-types mimic-fn mimic-response minimatch minimist minipass minizlib mkdirp mocha moment
mongodb mongoose morgan mquery mute-stream mysql mysql2 nanoid natural-compare negotiator neo-async next-auth
node-addon-api node-fetch node-gyp node-releases node-sass nodemailer nodemon normalize-package-data
normalize-path npm-run-path nuxt object-assign object-inspect object-keys object.assign object.values
on-finished on-headers one-time onetime openai optionator p-limit p-locate p-map p-try package-json-from-dist
parent-module parse-json parse-url parse5 parseurl passport path path-exists path-is-absolute path-key
path-parse path-scurry path-to-regexp path-type pathe pg-promise phantomjs picocolors picomatch pirates pkg-dir
playwright possible-typed-array-names postcss postcss-selector-parser postcss-value-parser postcss-values-parser
preact prelude-ls prettier pretty-format prisma process-nextick-args prop-types proxy-addr proxy-from-env
punycode puppeteer queue-microtask rambda ramda range-parser raw-body react react-dom react-is react-native
react-redux react-router react-router-dom read-pkg readable-stream readdirp redent redis redux
reflect.getprototypeof regenerator-runtime regexp.prototype.flags request require-directory require-from-string
resolve resolve-from restore-cursor retry reusify rimraf rollup run-parallel safe-array-concat safe-buffer
safe-regex-test safer-buffer saxes scheduler schema-utils semver sequelize serialize-javascript serialport
serve-static set-function-length set-function-name set-proto setprototypeof shebang-command shebang-regex
shelljs side-channel side-channel-list side-channel-map side-channel-weakmap signal-exit sinon slash slice-ansi
socket.io socket.io-client socks-proxy-agent source-map source-map-js source-map-support split split2 sprintf-js
sqlite3 statuses string-width string.prototype.trim string.prototype.trimend string.prototype.trimstart
string_decoder strip-ansi strip-bom strip-final-newline strip-indent strip-json-comments stripe strnum
styled-components superagent supertest supports-color supports-preserve-symlinks-flag svelte synckit tailwindcss
tapable tar-stream telegraf terser test-exclude three tinyexec tinyglobby to-regex-range toidentifier
tough-cookie ts-api-utils tsconfig-paths tslib tsutils twilio type-check type-detect type-fest type-is
typed-array-buffer typed-array-byte-length typed-array-byte-offset typed-array-length typeorm typescript
unbox-primitive underscore undici undici-types universalify unpipe update-browserslist-db uri-js urijs
util-deprecate utils-merge validator vue-router vuetify w3c-xmlserializer web3 webidl-conversions
webpack-sources whatwg-encoding whatwg-mimetype whatwg-url which which-boxed-primitive which-builtin-type
which-collection which-typed-array winston word-wrap wordwrap wrap-ansi wrappy write-file-atomic xml-js
xml-name-validator xml2js xmlbuilder xmlbuilder2 xtend yallist yargs yargs-parser yocto-queue zone.js zustand
`,
  PyPI: `
aiobotocore aiofile aiofiles aiohappyeyeballs aiohttp aioitertools aiosignal alembic annotated-doc
annotated-types anthropic anyio argcomplete arrow asgiref asn1crypto asttokens async-timeout asyncpg attrs
authlib awscli awswrangler azure-core azure-identity azure-storage-blob babel backoff backports-tarfile bcrypt
beartype beautifulsoup4 black bleach blinker boto boto3 botocore brotli build cachecontrol cachetools cattrs
cchardet celery certifi cfn-lint chardet charset-normalizer click cloudpickle colorama contourpy coverage
crashtest croniter cryptography cycler cyclopts cython databricks-sdk databricks-sql-connector dataclasses-json
datadog dataset datasets dbt-adapters dbt-common dbt-core debugpy decorator deepdiff defusedxml deprecated
deprecation discord-py distlib distro django dnspython docker docstring-parser docutils dparse dulwich
durationpy dydantic editables email-validator et-xmlfile exceptiongroup execnet executing faker fastapi
fastjsonschema fastmcp filelock flask flatbuffers fonttools frozenlist fsspec gcsfs gitdb gitpython google-adk
google-ads google-analytics-admin google-api-core google-api-python-client google-auth google-auth-httplib2
google-auth-oauthlib google-cloud-aiplatform google-cloud-batch google-cloud-bigquery google-cloud-bigtable
google-cloud-compute google-cloud-core google-cloud-dataform google-cloud-dlp google-cloud-kms
google-cloud-language google-cloud-logging google-cloud-memcache google-cloud-monitoring google-cloud-os-login
google-cloud-pubsub google-cloud-redis google-cloud-run google-cloud-secret-manager google-cloud-speech
google-cloud-storage google-cloud-tasks google-cloud-texttospeech google-cloud-videointelligence
google-cloud-vision google-cloud-workflows google-crc32c google-genai google-resumable-media googleads
googleapis-common-protos graphql-core greenlet griffelib grpc-google-iam-v1 grpcio grpcio-health-checking
grpcio-status grpcio-tools gsutil gunicorn hatchling hf-xet hjson hpack httpcore httplib2 httpr httptools httpx
httpx-sse huggingface-hub hyperframe identify ijson importlib-metadata importlib-resources iniconfig installer
invoke ipykernel ipython isodate isort itsdangerous jaraco-classes jaraco-context jaraco-functools jeepney
jinja2 jiter jiwer jmespath joblib joserfc jsonpatch jsonpath jsonpath-ng jsonpointer jsonref jsonschema
jsonschema-path jsonschema-specifications jupyter jupyter-client jupyter-core keras keyring kiwisolver
kubernetes langchain langchain-core langchain-openai langsmith librt linkify-it-py litellm llama-cloud-services
llama-parse loguru markdown markdown-it-py markdown2 markupsafe marshmallow matplotlib matplotlib-inline mccabe
mdit-py-plugins mdurl mistune more-itertools mpmath msal-extensions msgpack msrest multidict multiprocess
mypy-extensions narwhals nbformat nest-asyncio nest-asyncio2 networkx nodeenv numpy oauthlib onnxruntime openai
opencv-python openpyxl opentelemetry-api opentelemetry-exporter-otlp opentelemetry-exporter-otlp-proto-common
opentelemetry-exporter-otlp-proto-grpc opentelemetry-exporter-otlp-proto-http opentelemetry-exporter-prometheus
opentelemetry-instrumentation opentelemetry-instrumentation-fastapi opentelemetry-instrumentation-requests
opentelemetry-instrumentation-threading opentelemetry-proto opentelemetry-sdk opentelemetry-semantic-conventions
opentelemetry-util-http orjson oyaml packaging pandas pandas-stubs paramiko parse parsel parso parsy pathable
pathspec patsy pendulum pexpect pillow pkginfo platformdirs playwright pluggy poetry poetry-core
poetry-plugin-export pre-commit prometheus-client prompt-toolkit propcache proto-plus protobuf psutil psycopg
psycopg-binary psycopg2 psycopg2-binary ptyprocess pure-eval pyaml pyarrow pyasn1 pyasn1-modules pycodestyle
pycparser pycryptodome pycryptodomex pydantic pydantic-ai-slim pydantic-core pydantic-graph pydantic-settings
pygithub pygments pyjwt pymongo pymssql pymupdf pymupdfb pymysql pynacl pyopenssl pyparsing pypd pypdf pypdf2
pyperclip pyproject-hooks pytest pytest-asyncio pytest-cov pytest-json-ctrf pytest-mock pytest-xdist
python-dateutil python-discovery python-dotenv python-json-logger python-multipart python-slugify pytokens
pyyaml pyzmq rapidfuzz redis referencing regex requests requests-file requests-oauthlib requests-toolbelt
rfc3339-validator rich-rst rich-toolkit rpds-py ruamel-yaml ruamel-yaml-clib s3transfer safetensors scapy
scikit-learn scipy scrapy secretstorage selenium semver sentry-sdk setuptools setuptools-scm sglang shapely
shellingham slack-sdk smart-open smmap sniffio snowflake-connector-python snowflake-snowpark-python
snowflake-sqlalchemy sortedcontainers soupsieve sparse sphinx spython sqlalchemy sqlalchemy-bigquery sqlparse
sse-starlette stack-data starlette structlog sympy tabulate tenacity tensorflow termcolor text-unidecode textual
threadpoolctl tiktoken tinycss2 tokenizers toml tomli tomli-w tomlkit torch torchvision tornado traitlets
transformers tree-sitter trove-classifiers typedload typeguard typer types-protobuf types-pyyaml types-requests
typing-extensions typing-inspect typing-inspection tzdata tzlocal uc-micro-py ujson unicorn uri-template
uritemplate urllib3 usort uvicorn uvloop vcs-versioning virtualenv watchdog watchfiles wcwidth weaviate-client
webencodings websocket-client websockets werkzeug wheel willow wrapt wsproto xlsxwriter xmltodict xxhash
zstandard
`,
  'crates.io': `
actix-web aho-corasick anyhow async-trait axum base64 bevy bincode bitflags bytes cfg-if chrono clap criterion
crossbeam crossterm diesel digest either env_logger futures generic-array getrandom hashbrown http hyper
indexmap itertools js-sys lazy_static libc memchr num-traits once_cell openssl parking_lot proc-macro2 proptest
prost quote rand ratatui rayon regex reqwest ring rust_decimal rustls semver serde serde_derive serde_json sha2
smallvec sqlx tempfile thiserror time tokio toml tonic tower tracing tracing-subscriber typenum uuid walkdir
wasm-bindgen web-sys winapi windows-sys
`,
  RubyGems: `
actionmailer actionpack actionview activejob activemodel activerecord activesupport addressable aws-sdk-core
aws-sdk-s3 bcrypt bootsnap builder bundler byebug capybara carrierwave cocoapods concurrent-ruby devise dotenv
erubi factory_bot factory_bot_rails faraday fastlane haml httparty i18n jekyll jquery-rails json kaminari listen
loofah mime-types minitest multi_json mysql2 nokogiri omniauth paperclip public_suffix puma pundit rack rails
railties rake redis rest-client rspec rspec-core rspec-expectations rspec-mocks rubocop sass-rails sidekiq
simplecov sinatra spring sprockets sqlite3 thor turbolinks tzinfo webpacker will_paginate
`,
};

const NONE: ReadonlySet<string> = new Set();

/** The names of one ecosystem; empty where none are kept. */
export function popularNames(ecosystem: string): ReadonlySet<string> {
  const names = Object.hasOwn(NAMES, ecosystem) ? NAMES[ecosystem] : undefined;
  return names === undefined ? NONE : new Set(names.trim().split(/\s+/));
}
