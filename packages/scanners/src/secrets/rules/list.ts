import type { SecretRule } from '../rule.ts';
import { analytics } from './analytics.ts';
import { apps } from './apps.ts';
import { audiences } from './audiences.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { builds } from './builds.ts';
import { calls } from './calls.ts';
import { chat } from './chat.ts';
import { clouds } from './clouds.ts';
import { cluster } from './cluster.ts';
import { codeQuality } from './code-quality.ts';
import { commerce } from './commerce.ts';
import { databaseUrls } from './database-urls.ts';
import { databases } from './databases.ts';
import { documents } from './documents.ts';
import { featureFlags } from './feature-flags.ts';
import { files } from './files.ts';
import { forges } from './forges.ts';
import { frameworks } from './frameworks.ts';
import { generic } from './generic.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { hosting } from './hosting.ts';
import { identity } from './identity.ts';
import { incidents } from './incidents.ts';
import { keys } from './keys.ts';
import { mail } from './mail.ts';
import { modelTools } from './model-tools.ts';
import { models } from './models.ts';
import { money } from './money.ts';
import { payments } from './payments.ts';
import { registries } from './registries.ts';
import { selling } from './selling.ts';
import { slack } from './slack.ts';
import { social } from './social.ts';
import { storage } from './storage.ts';
import { stores } from './stores.ts';
import { telemetry } from './telemetry.ts';
import { vaults } from './vaults.ts';

/** Every built-in rule, by family; one line each. Specific rules stand before the generic ones. */
export const secretRules: readonly SecretRule[] = [
  ...analytics,
  ...apps,
  ...audiences,
  ...aws,
  ...azure,
  ...builds,
  ...calls,
  ...chat,
  ...clouds,
  ...cluster,
  ...codeQuality,
  ...commerce,
  ...databaseUrls,
  ...databases,
  ...documents,
  ...featureFlags,
  ...files,
  ...forges,
  ...frameworks,
  ...github,
  ...gitlab,
  ...google,
  ...hosting,
  ...identity,
  ...incidents,
  ...keys,
  ...mail,
  ...modelTools,
  ...models,
  ...money,
  ...payments,
  ...registries,
  ...selling,
  ...slack,
  ...social,
  ...storage,
  ...stores,
  ...telemetry,
  ...vaults,
  ...generic,
];
